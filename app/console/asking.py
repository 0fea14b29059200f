"""Pages that ask before a deed: what will happen, what it needs, one button, and the way back."""

from dataclasses import dataclass

from flask import Response

from app.console.area import CONSOLE
from app.edge.limits import TooMany
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

    def show(self, form: OwnForm, notice: str = "", status: int = 422) -> Response:
        """The page; with this status where the form has been sent and has to be mended."""
        if notice:
            form.form_errors.append(notice)
        return CONSOLE.show(
            "console/ask.html",
            status=status if form.errors else 200,
            form=form,
            title=self.title,
            words=self.words,
            label=self.label,
            action=self.action,
            back=self.back,
            kind=self.kind,
        )

    def later(self, form: OwnForm, many: TooMany) -> Response:
        """The form as it was typed, with the time from which it can be sent."""
        response = self.show(form, many.words, status=429)
        response.headers["Retry-After"] = str(many.retry_after)
        return response
