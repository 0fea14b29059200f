"""Pages that ask before a deed: what will happen, what it needs, one button, and the way back."""

from dataclasses import dataclass

from flask import Response

from app.console.area import CONSOLE
from app.edge.own_form import OwnForm


@dataclass(frozen=True, slots=True)
class Question:
    """One deed, as it is asked for."""

    title: str
    words: tuple[str, ...]
    label: str
    action: str
    back: str
    kind: str = ""
    """`danger` for what takes something away."""

    def show(self, form: OwnForm, notice: str = "") -> Response:
        """The page; with status 422 where the form has been sent and has to be mended."""
        if notice:
            form.form_errors.append(notice)
        return CONSOLE.show(
            "console/ask.html",
            status=422 if form.errors else 200,
            form=form,
            title=self.title,
            words=self.words,
            label=self.label,
            action=self.action,
            back=self.back,
            kind=self.kind,
        )
