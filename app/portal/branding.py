"""A partner's brand: its colour, whom prospects reach, and its logo (SPEC section 14)."""

from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import RequestEntityTooLarge

from app import clock
from app.db import db
from app.domain import audit, logos, pictures
from app.domain.pictures import UnfitPicture
from app.edge import limits, office, signed_in
from app.edge.house import house
from app.edge.limits import TooMany
from app.edge.office import done
from app.edge.own_form import DeedForm, OwnForm
from app.edge.rights import open_to
from app.models import Partner
from app.portal.area import PORTAL
from app.portal.branding_forms import NO_COLOUR, ColourForm, ContactForm, read_colour

bp = Blueprint("branding", __name__, url_prefix="/branding")

_AROUND_A_FILE = 64 * 1024
"""Bytes of a post besides the file in it."""

_PAGE, _REMOVAL = "portal/branding/show.html", "portal/branding/removal.html"
_NO_FILE = "Choose a picture on your computer."


@bp.get("")
@open_to("partner")
def show() -> Response:
    """All of it; a colour in the address is tried on, and nothing is changed by that."""
    tried = request.args.get("brand")
    return _page(tried=tried)


@bp.post("/colour")
@open_to("partner")
def choose_colour() -> Response:
    """Wear this colour from now on."""
    form = ColourForm()
    if not form.validate():
        return _page(form.brand.data or "", 422, notice=_said(form))
    return _change("brand_changed", "Your forms wear the new colour.", brand=form.brand.data)


@bp.post("/colour/removal")
@open_to("partner")
def drop_colour() -> Response:
    """Wear the vendor's colour again."""
    form = DeedForm()
    if not form.validate():
        return _page(status=422, notice=_said(form))
    return _change("brand_changed", f"Your forms wear {house().vendor.name}’s colour.", brand=None)


@bp.post("/contact")
@open_to("partner")
def name_contact() -> Response:
    """Be called and reached like this from now on."""
    form = ContactForm()
    if not form.validate():
        return _page(status=422, form=form)
    return _change(
        "contact_changed",
        "Prospects read the new contact.",
        company=form.company.data,
        number=form.number.data or None,
        public_email=form.email.data,
    )


@bp.post("/logo")
@open_to("partner")
def upload() -> Response:
    """Take a picture, drawn anew, as the logo."""
    # No other page takes files; what stands in our way otherwise is the limit of all of them.
    request.max_content_length = pictures.LARGEST + _AROUND_A_FILE
    try:
        form = DeedForm()
        if not form.validate():
            return _page(status=422, wrong=_said(form))
        limits.submit()
        file = request.files.get("logo")
        content = file.read() if file else b""
        if not content:
            return _page(status=422, wrong=_NO_FILE)
        picture = pictures.redraw(content)
    except RequestEntityTooLarge:
        return _page(status=413, wrong=pictures.TOO_LARGE)
    except UnfitPicture as unfit:
        return _page(status=422, wrong=str(unfit))
    except TooMany as many:
        response = _page(status=429, wrong=many.words)
        response.headers["Retry-After"] = str(many.retry_after)
        return response
    with db.writing() as session:
        partner = _mine(session)
        before, name = partner.logo, logos.put(session, partner, picture, clock.now())
        if name != before:
            audit.note(session, signed_in.actor(), "logo_uploaded", name, clock.now())
        session.commit()
    house().directory.forget()
    return done("Your logo is in place.", "portal.branding.show")


@bp.get("/logo/removal")
@open_to("partner")
def ask() -> Response:
    """What happens without it."""
    return PORTAL.show(_REMOVAL, form=DeedForm())


@bp.post("/logo/removal")
@open_to("partner")
def remove() -> Response:
    """Go without a logo."""
    form = DeedForm()
    if not form.validate():
        return PORTAL.again(_REMOVAL, form)
    with db.writing() as session:
        partner = _mine(session)
        if partner.logo:
            audit.note(session, signed_in.actor(), "logo_removed", partner.logo, clock.now())
            logos.remove(session, partner)
        session.commit()
    house().directory.forget()
    return done("Your logo is removed.", "portal.branding.show")


def _change(deed: str, words: str, **values: Any) -> Response:
    with db.writing() as session:
        partner = _mine(session)
        audit.change(session, signed_in.actor(), deed, partner.company, clock.now(), partner, **values)
        session.commit()
    house().directory.forget()
    return done(words, "portal.branding.show")


def _page(
    tried: str | None = None,
    status: int = 200,
    form: ContactForm | None = None,
    wrong: str = "",
    notice: str = "",
) -> Response:
    with db.reading() as session:
        partner = _mine(session)
    colour = read_colour(tried) if tried is not None else None
    shown = form or ContactForm(
        formdata=None,
        company=partner.company,
        number=partner.number,
        email=partner.public_email or partner.email,
    )
    if notice:
        shown.form_errors.append(notice)
    return PORTAL.show(
        _PAGE,
        status=422 if tried and colour is None else status,
        brand=colour or partner.brand,
        partner=partner,
        form=shown,
        tried=tried if tried is not None else partner.brand or house().vendor.brand,
        is_tried=colour is not None and colour != partner.brand,
        colour=colour or partner.brand or house().vendor.brand,
        wrong_colour=NO_COLOUR if tried and colour is None else "",
        wrong_logo=wrong,
        logo=logos.path(partner.logo) if partner.logo else None,
    )


def _said(form: OwnForm) -> str:
    """Why a button was of no use, where it was not for a field."""
    return " ".join(form.form_errors)


def _mine(session: Session) -> Partner:
    return office.only(session.get(Partner, signed_in.partner_id()))
