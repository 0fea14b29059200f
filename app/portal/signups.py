"""A partner's signups: how far each has come, and why it is (not) credited."""

from flask import Blueprint, Response

from app.db import db
from app.domain import addresses, customer_lists, lists, why
from app.edge import office, signed_in, spreadsheet
from app.edge.rights import open_to
from app.edge.spreadsheet import Columns
from app.models import Partner, Signup
from app.portal.area import PORTAL

bp = Blueprint("signups", __name__, url_prefix="/signups")


def shown_address(signup: Signup) -> str:
    """The address once it is confirmed; until then it may be anybody's."""
    return signup.email if signup.confirmed_at else addresses.masked(signup.email)


COLUMNS: Columns = {
    "Signup": lambda signup: signup.id,
    "Started (UTC)": lambda signup: signup.created_at,
    "State": customer_lists.standing,
    "Confirmed (UTC)": lambda signup: signup.confirmed_at,
    "Form": lambda signup: signup.form,
    "First name": lambda signup: signup.first_name,
    "Last name": lambda signup: signup.last_name,
    "E-mail": shown_address,
    "Company": lambda signup: signup.company,
    "Users": lambda signup: signup.users,
    "Term": lambda signup: signup.term,
    "SubPartnerID": lambda signup: signup.sub_partner_id,
    "Site": lambda signup: signup.site,
}


@bp.get("")
@open_to("partner")
def index() -> Response:
    """Every signup that came through us, newest first."""
    state, text = office.wanted("state", customer_lists.STANDINGS), office.search()
    query = customer_lists.signups(signed_in.partner_id(), state, text)
    with db.reading() as session:
        return PORTAL.show(
            "portal/signups/index.html",
            signups=lists.page(session, query, Signup.id, office.cursor()),
            state=state,
            q=text,
            filters=office.filters(),
            standing=customer_lists.standing,
            shown_address=shown_address,
        )


@bp.get("/signups.csv")
@open_to("partner")
def download() -> Response:
    """The same list as a file."""
    state = office.wanted("state", customer_lists.STANDINGS)
    query = customer_lists.signups(signed_in.partner_id(), state, office.search())
    return spreadsheet.answer(
        "signups", COLUMNS, lambda session: lists.everything(session, query, Signup.id, spreadsheet.MOST)
    )


@bp.get("/<int:number>")
@open_to("partner")
def show(number: int) -> Response:
    """One signup, from the first touch to the credit."""
    with db.reading() as session:
        signup = office.only(customer_lists.find_signup(session, signed_in.partner_id(), number))
        partner = session.get_one(Partner, signed_in.partner_id())
        return PORTAL.show(
            "portal/signups/show.html",
            signup=signup,
            standing=customer_lists.standing(signup),
            shown_address=shown_address(signup),
            steps=why.explain_signup(session, signup, partner),
        )
