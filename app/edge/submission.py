"""A posted form, up to the point where its own rules begin; the same for every embedded form."""

from dataclasses import dataclass, field

from app import clock
from app.db import db
from app.edge import captcha, cross_site, form_token, limits, visit
from app.edge.captcha import CaptchaRefused
from app.edge.fields import EmbeddedForm
from app.edge.form_token import Sheet, StaleForm

QUICKEST = 2.0
"""Seconds between showing and sending, below which no person is likely."""


@dataclass(frozen=True, slots=True)
class Question:
    """A captcha as the form shows it."""

    challenge: str
    errors: list[str] = field(default_factory=list)
    again: bool = False
    """Whether another picture was asked for, which is no mistake."""
    expected: bool = False
    """Whether the form always asks, so that nothing needs to be said about it."""

    @property
    def image_url(self) -> str:
        """Where the picture is."""
        return f"/captcha/{self.challenge}.webp"

    @property
    def audio_url(self) -> str:
        """Where its spoken twin is."""
        return f"/captcha/{self.challenge}.wav"


def open_form(form: EmbeddedForm, name: str) -> Sheet:
    """What the posted form knows about itself. Raises CrossSitePost or StaleForm."""
    cross_site.refuse_named_strangers()
    return form_token.read(name, form.form_token.data or "")


def open_without_partner(form: EmbeddedForm, name: str) -> Sheet:
    """The same while the database is away: enough to show the form again, never to take it."""
    try:
        return form_token.read_without_partner(name, form.form_token.data or "")
    except StaleForm:
        return form_token.fresh(name, visit.without_partner(visit.query()))


def asking_always(sheet: Sheet) -> Sheet:
    """The sheet of a form that asks for characters each time; a test run is not judged at all."""
    spared = sheet.captcha or sheet.visit.dry_run or not captcha.needed()
    return sheet if spared else sheet.asking_captcha()


def question_automation(
    form: EmbeddedForm, sheet: Sheet, *, known: bool = False
) -> tuple[Sheet, Question | None]:
    """Ask for a captcha where a post looks automated, and judge the answer to one asked before.

    Never a refusal: whoever is wrongly suspected reads six characters and goes on. `known` says
    that this visitor passed here before and goes on with the same thing, as quickly as they like.
    """
    busy = not known and _partner_is_busy(sheet)
    if sheet.captcha == "solved" or not captcha.needed():
        return sheet, None
    if sheet.captcha == "asked":
        return _judge(form, sheet)
    quick = clock.timestamp() - sheet.shown_at < QUICKEST
    if busy or form.is_trapped or (not known and (quick or cross_site.is_opaque())):
        return sheet.asking_captcha(), Question(captcha.issue(sheet.nonce))
    return sheet, None


def _partner_is_busy(sheet: Sheet) -> bool:
    return limits.partner_is_busy(sheet.visit.partner.public_id if sheet.visit.partner else None)


def ask_again(sheet: Sheet) -> Question:
    """Another picture for a form that comes back for a reason of its own."""
    return Question(captcha.issue(sheet.nonce), again=True)


def _judge(form: EmbeddedForm, sheet: Sheet) -> tuple[Sheet, Question | None]:
    if form.captcha_again.data:
        return sheet, ask_again(sheet)
    refused: CaptchaRefused | None = None
    with db.writing() as session:
        try:
            captcha.judge(
                session,
                form.captcha_challenge.data or "",
                form.captcha.data or "",
                sheet.nonce,
                clock.now(),
            )
        except CaptchaRefused as error:
            refused = error
        # A wrong guess counts as much as a right one.
        session.commit()
    if refused is None:
        return sheet.captcha_solved(), None
    return sheet, Question(captcha.issue(sheet.nonce), [refused.words])
