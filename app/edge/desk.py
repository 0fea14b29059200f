"""A desk: takes one embedded form in, up to its own rules, and gives it back where something is wrong."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from flask import Response

from app import clock
from app.db import db
from app.domain import dry_runs
from app.domain.dry_runs import Rehearsal
from app.edge import cross_site, errors, form_token, headers, limits, observing, submission, visit
from app.edge.fields import EmbeddedForm
from app.edge.form_token import Sheet, StaleForm
from app.edge.house import house
from app.edge.limits import TooMany
from app.edge.submission import Question
from app.edge.visit import Visit

_STALE = "This page was open for too long. Nothing that you typed is lost: please send it again."
_AWAY = "We could not store your request. Nothing that you typed is lost: please send it again in a minute."

F = TypeVar("F", bound=EmbeddedForm)


@dataclass
class Desk(Generic[F]):
    """One posted form. `show` draws it again, given its sheet, a status and what is wrong."""

    name: str
    form: F
    show: Callable[..., Response] = field(repr=False)
    leads: bool = False
    """Whether it takes leads, which need a channel manager."""
    always_asks: bool = False
    """Whether it asks for characters each time, not only where a post looks automated."""
    is_stale: bool = False
    _sheet: Sheet | None = None

    @property
    def sheet(self) -> Sheet:
        """What the form knows about itself, once it has been opened."""
        if self._sheet is None:
            raise RuntimeError("the form has not been opened")
        return self._sheet

    def open(self) -> None:
        """Read the form's token; a stale one is renewed. Raises CrossSitePost, or one of AWAY."""
        try:
            sheet = submission.open_form(self.form, self.name)
        except StaleForm as stale:
            # A forged token says nothing; the form's action kept the partner's own query.
            self.is_stale = True
            sheet = stale.sheet or form_token.fresh(self.name, self.seen(None))
        self._sheet = self._due(sheet)
        cross_site.refuse_other_partners(sheet.visit.partner)

    def _due(self, sheet: Sheet) -> Sheet:
        return submission.asking_always(sheet) if self.always_asks else sheet

    def seen(self, site: str | None) -> Visit:
        """What the partner's own query means now, findings included."""
        return visit.understand(visit.query(), site, leads=self.leads)

    def question(self, *, known: bool = False) -> Question | None:
        """A captcha, where one is due or was not solved; `known` visitors went on from an earlier form."""
        self._sheet, question = submission.question_automation(self.form, self.sheet, known=known)
        return question

    def rehearse(self) -> Visit:
        """Keep that there was a dry run, and what was wrong with the call; nothing that was typed.

        A stale form is none yet: it comes back first.
        """
        limits.rehearse()
        seen = self.seen(self.sheet.visit.site)
        if self.is_stale:
            return seen
        rehearsal = Rehearsal(
            handle_hash=form_token.handle_hash(self.sheet.handle),
            form=self.name,
            partner=seen.partner,
            claimed_partner_id=seen.parameters.PartnerID,
            site=seen.site,
            query=visit.query(),
            findings=seen.findings,
        )
        with db.writing() as session:
            dry_runs.keep(session, rehearsal, clock.now())
            session.commit()
        observing.submitted(self.name, "dry_run")
        return seen

    def again(
        self, question: Question | None = None, *, status: int = 422, notice: str = "", **more: Any
    ) -> Response:
        """The form as it was typed, with what is wrong."""
        if notice:
            self.form.form_errors.append(notice)
        if self.sheet.captcha == "asked":
            # However it comes back, a form that was asked for characters shows some.
            question = question or submission.ask_again(self.sheet)
        return self.show(self.sheet, status=status, form=self.form, captcha=question, **more)

    def renewed(self, **more: Any) -> Response:
        """The form as it was typed, good for another two hours."""
        return self.again(notice=_STALE, **more)

    def later(self, many: TooMany) -> Response:
        """The form as it was typed, with the time from which it can be sent."""
        response = self.again(status=429, notice=many.words)
        response.headers["Retry-After"] = str(many.retry_after)
        return response

    def away(self) -> Response:
        """The form as it was typed, while the database can not take it."""
        self._sheet = self._sheet or self._due(submission.open_without_partner(self.form, self.name))
        response = self.again(status=503, notice=_AWAY)
        response.headers["Retry-After"] = errors.RETRY_AFTER
        if self.sheet.visit.partner is None:
            # Nobody can say now whose sites may frame it; the site that framed the form has it already.
            response.headers.update(headers.framed_anywhere(house().settings.origins))
        return response
