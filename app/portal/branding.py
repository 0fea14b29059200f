"""A partner's brand: its colour, whom prospects reach, and its logo (SPEC section 14)."""

import re
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import RequestEntityTooLarge
from wtforms import Field, ValidationError
from wtforms.form import BaseForm

from app import clock
from app.db import db
from app.domain import audit, logos, numbers, pictures
from app.domain.pictures import UnfitPicture
from app.edge import limits, office, signed_in
from app.edge.fields import address, line
from app.edge.house import house
from app.edge.limits import TooMany
from app.edge.office import done
from app.edge.own_form import DeedForm, OwnForm
from app.edge.rights import open_to
from app.models import Partner
from app.portal.area import PORTAL

bp = Blueprint("branding", __name__, url_prefix="/branding")

_AROUND_A_FILE = 64 * 1024
"""Bytes of a post besides the file in it."""

_PAGE, _REMOVAL = "portal/branding/show.html", "portal/branding/removal.html"
_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.ASCII | re.IGNORECASE)
_NO_COLOUR = "Write a colour like #8a1538: a hash and six digits or letters up to f."
_NO_FILE = "Choose a picture on your computer."


def _is_colour(form: BaseForm, field: Field) -> None:
    field.data = _colour(field.data)
    if field.data is None:
        raise ValidationError(_NO_COLOUR)


def _is_number(form: BaseForm, field: Field) -> None:
    if not numbers.is_number(field.data):
        raise ValidationError(numbers.ADVICE)


class ColourForm(OwnForm):
    """One colour, from which every other one follows."""

    brand = line("Colour", _NO_COLOUR, 7, _is_colour)


class ContactForm(OwnForm):
    """Whom prospects read about and reach."""

    company = line("Company", "Write the name of your company.", 120, autocomplete="organization")
    number = line(
        "Telephone", None, 32, _is_number, hint=numbers.ADVICE, autocomplete="tel", type="tel", width="medium"
    )
    email = address(
        "E-mail for prospects",
        "Write an address that prospects can write to.",
        hint="Leads are still forwarded to your registered address.",
    )


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
        return _page(form.brand.data or "", 422)
    return _change("brand_changed", "Your forms wear the new colour.", brand=form.brand.data)


@bp.post("/colour/removal")
@open_to("partner")
def drop_colour() -> Response:
    """Wear the vendor's colour again."""
    if not DeedForm().validate():
        return _page(status=422)
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
        fits = DeedForm().validate()
        limits.submit()
        file = request.files.get("logo")
        content = file.read() if file else b""
        if not fits or not content:
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
        name = logos.put(session, _mine(session), picture, clock.now())
        audit.note(session, signed_in.actor(), "logo_uploaded", name, clock.now())
        session.commit()
    house().directory.forget()
    return done("Your logo is in place.", "portal.branding.show")


@bp.get("/logo/removal")
@open_to("partner")
def ask() -> Response:
    """What happens without it."""
    return PORTAL.show(_REMOVAL)


@bp.post("/logo/removal")
@open_to("partner")
def remove() -> Response:
    """Go without a logo."""
    if not DeedForm().validate():
        return PORTAL.show(_REMOVAL, status=422)
    with db.writing() as session:
        partner = _mine(session)
        audit.note(session, signed_in.actor(), "logo_removed", partner.logo or "none", clock.now())
        logos.remove(session, partner)
        session.commit()
    house().directory.forget()
    return done("Your logo is removed.", "portal.branding.show")


def _change(deed: str, words: str, **values: Any) -> Response:
    with db.writing() as session:
        partner = _mine(session)
        for name, value in values.items():
            setattr(partner, name, value)
        audit.note(session, signed_in.actor(), deed, partner.company, clock.now(), **values)
        session.commit()
    house().directory.forget()
    return done(words, "portal.branding.show")


def _page(
    tried: str | None = None, status: int = 200, form: ContactForm | None = None, wrong: str = ""
) -> Response:
    with db.reading() as session:
        partner = _mine(session)
    colour = _colour(tried) if tried is not None else None
    shown = form or ContactForm(
        formdata=None,
        company=partner.company,
        number=partner.number,
        email=partner.public_email or partner.email,
    )
    return PORTAL.show(
        _PAGE,
        status=422 if tried and colour is None else status,
        brand=colour or partner.brand,
        partner=partner,
        form=shown,
        tried=tried if tried is not None else partner.brand or house().vendor.brand,
        is_tried=colour is not None and colour != partner.brand,
        colour=colour or partner.brand or house().vendor.brand,
        wrong_colour=_NO_COLOUR if tried and colour is None else "",
        wrong_logo=wrong,
        logo=logos.path(partner.logo) if partner.logo else None,
    )


def _colour(text: str | None) -> str | None:
    """A colour as a stylesheet and the database hold it: #rrggbb in small letters."""
    found = _HEX.fullmatch((text or "").strip())
    if found is None:
        return None
    digits = found[1].lower()
    return f"#{digits if len(digits) == 6 else ''.join(one * 2 for one in digits)}"


def _mine(session: Session) -> Partner:
    return office.only(session.get(Partner, signed_in.partner_id()))
