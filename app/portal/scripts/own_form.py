"""A form of the partner's own: the kit, what is still to do, and the request for activation."""

from flask import Response

from app import clock
from app.db import db
from app.domain import audit, own_form_kit, partner_form, partners
from app.domain.own_form_kit import LANGUAGES
from app.domain.partners import NothingToChange
from app.edge import signed_in
from app.edge.fields import tick
from app.edge.house import house
from app.edge.office import done
from app.edge.own_form import OwnForm
from app.edge.rights import open_to
from app.portal.area import PORTAL
from app.portal.scripts import filling
from app.portal.scripts.galleries import KINDS

_PAGE = "https://www.example.com/signup.html"

_ALREADY = "You have asked for it already."


class RequestForm(OwnForm):
    """The agreement under which a partner's own form may open accounts."""

    agreed = tick(
        "We show our customers the End User Service Agreement, have them accept it before they send the"
        " form, and ask for a captcha of our own.",
        "Tick the box to ask for activation: without it nobody can open an account by your form.",
    )


@open_to("partner")
def show() -> Response:
    """All that is needed, with this partner's values in it."""
    return _page(RequestForm())


@open_to("partner")
def request_activation() -> Response:
    """Ask the vendor to let the own form in."""
    form = RequestForm()
    with db.reading() as session:
        partner = filling.ourselves(session)
    if partner.form_api_requested_at or partner.form_api_activated_at:
        return done(_ALREADY, "portal.scripts.own_form")
    if not form.validate():
        return _page(form, 422)
    agreement = house().agreements.eusa().version
    with db.writing() as session:
        partner = filling.ourselves(session)
        try:
            partners.request_form_api(session, partner, agreement, clock.now())
        except NothingToChange:
            return done(_ALREADY, "portal.scripts.own_form")
        audit.note(
            session,
            signed_in.actor(),
            "own_form_requested",
            partner.company,
            clock.now(),
            agreement=agreement,
        )
        session.commit()
    return done(f"{house().vendor.name} has your request.", "portal.scripts.own_form")


def _page(form: RequestForm, status: int = 200) -> Response:
    here = house()
    with db.reading() as session:
        partner = filling.ourselves(session)
        points = own_form_kit.checklist(own_form_kit.look(session, partner))
        page = f"{partner.sites[0].origin}/signup.html" if partner.sites else _PAGE
    return PORTAL.show(
        "portal/scripts/own_form.html",
        status=status,
        form=form,
        kinds=KINDS,
        partner=partner,
        points=points,
        address=f"{here.settings.base_url}{partner_form.PATH}",
        agreement=here.agreements.eusa(),
        sample=own_form_kit.sample_form(here.settings.base_url, partner.public_id, page),
        parsers={name: own_form_kit.parser(language) for language, name in LANGUAGES.items()},
    )
