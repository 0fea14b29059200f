"""The Doctor's room: a partner pastes code and sees by line what is wrong, and the code that works."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response

from app.domain.mending import Finding
from app.edge import doctor
from app.edge.doctor import TooLong
from app.edge.fields import lines
from app.edge.own_form import OwnForm
from app.edge.rights import open_to
from app.portal import ourselves
from app.portal.area import PORTAL

bp = Blueprint("doctor", __name__, url_prefix="/doctor")

AROUND = 2
"""Lines shown before and after one of which something is said."""

_PAGE = "portal/doctor/show.html"
_TOO_LONG = "That is more than 64 KB. Paste only the part that shows our pages."


class DoctorForm(OwnForm):
    """What is examined."""

    text = lines(
        "Code or address",
        "Paste the code or the address that you want examined.",
        doctor.LONGEST,
        hint="All of a page is fine, too. It is read and nothing else: no address in it is opened.",
        rows=10,
        width="mono",
        autocapitalize="none",
        autocomplete="off",
        spellcheck="false",
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One line of what was pasted, and what is said about it; `number` is 0 where lines were left out."""

    number: int
    text: str = ""
    findings: tuple[Finding, ...] = ()


@bp.get("")
@open_to("partner")
def show() -> Response:
    """Where it is pasted."""
    return PORTAL.show(_PAGE, form=DoctorForm())


@bp.post("")
@open_to("partner", always=True)
def examine() -> Response:
    """What is wrong with it; nothing of it is kept."""
    form = DoctorForm()
    if not form.validate():
        return PORTAL.again(_PAGE, form)
    # Browsers end the lines of a form in CR LF, which nobody typed.
    text = (form.text.data or "").replace("\r\n", "\n")
    practice = doctor.for_partner(ourselves.partner())
    try:
        diagnosis = doctor.examine(text, practice)
    except TooLong:
        form.text.errors = [_TOO_LONG]
        return PORTAL.again(_PAGE, form)
    return PORTAL.show(
        _PAGE,
        form=form,
        diagnosis=diagnosis,
        lines=list(_excerpt(text.split("\n"), diagnosis.findings)),
        is_ours=bool(diagnosis.findings) or doctor.is_about_us(text, practice),
        is_mended=diagnosis.corrected != text,
    )


def _excerpt(source: Sequence[str], findings: Sequence[Finding]) -> Iterator[Line]:
    """The lines of which something is said with those around them; one of number 0 for each gap."""
    told = {one.line for one in findings}
    wanted = {line for one in told for line in range(one - AROUND, one + AROUND + 1)}
    before = 0
    for number in sorted(wanted & set(range(1, len(source) + 1))):
        if number > before + 1:
            yield Line(0)
        yield Line(number, source[number - 1], tuple(one for one in findings if one.line == number))
        before = number
    if told and before < len(source):
        yield Line(0)
