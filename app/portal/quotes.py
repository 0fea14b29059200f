"""A partner's quotes: found again, begun from a lead or from nothing, and seen with all that came of them."""

from flask import Blueprint, Response
from sqlalchemy.orm import Session

from app import clock
from app.db import db
from app.domain import audit, lead_lists, lists, offers, order_lists, quote_lists, quotes
from app.domain.quotes import AlreadyDrafted, Customer
from app.edge import configuring, office, sending, signed_in, spreadsheet
from app.edge.fields import address, is_count, line, one_of
from app.edge.house import house
from app.edge.own_form import DeedForm, OwnForm
from app.edge.quoted import COLUMNS, about
from app.edge.rights import open_to
from app.models import Lead, Quote
from app.portal.area import PORTAL

bp = Blueprint("quotes", __name__, url_prefix="/quotes")


class CustomerForm(OwnForm):
    """Whom a quote is for."""

    company = line("Company", "Enter the company that the quote is for.", 120)
    name = line("Contact", "Enter the name of the person who gets the quote.", 120)
    email = address("E-mail", "Enter the address that the quote goes to.", autocomplete="off")
    phone = line("Phone", None, 120, width="medium", type="tel")

    def customer(self) -> Customer:
        """What was typed."""
        typed = (self.company, self.name, self.email, self.phone)
        company, name, email, phone = (one.data or "" for one in typed)
        return Customer(company, name, email, phone)


class NewForm(CustomerForm):
    """The few things that a quote begins with."""

    product = one_of("Product", (), "Choose a product.", radio=True)
    users = line("Users", "Enter a whole number like 25.", 7, is_count, width="short", inputmode="numeric")

    def __init__(self) -> None:
        super().__init__()
        configuring.offer_products(self.product, house().catalog)


@bp.get("")
@open_to("partner")
def index() -> Response:
    """Every quote that is ours, newest first."""
    state, text = office.wanted("state", quote_lists.STATES), office.search()
    today = clock.now().date()
    query = quote_lists.quotes(signed_in.partner_id(), state, text, today)
    with db.reading() as session:
        return PORTAL.show(
            "portal/quotes/index.html",
            quotes=lists.page(session, query, Quote.id, office.cursor()),
            current=offers.current,
            open_request=quote_lists.open_request,
            standing=lambda quote: quotes.standing(quote, today),
            state=state,
            q=text,
            filters=office.filters(),
        )


@bp.get("/quotes.csv")
@open_to("partner")
def download() -> Response:
    """The same list as a file."""
    state, today = office.wanted("state", quote_lists.STATES), clock.now().date()
    query = quote_lists.quotes(signed_in.partner_id(), state, office.search(), today)
    return spreadsheet.answer(
        "quotes", COLUMNS, lambda session: lists.everything(session, query, Quote.id, spreadsheet.MOST)
    )


@bp.get("/new")
@open_to("partner")
def ask() -> Response:
    """A quote from nothing: customer, product and users; the rest is chosen on the next page."""
    return PORTAL.show("portal/quotes/new.html", form=NewForm())


@bp.post("/new")
@open_to("partner")
def create() -> Response:
    """Begin it; the same form sent twice leads to the draft that the first one has begun."""
    form, actor = NewForm(), signed_in.actor()
    if not form.validate():
        return PORTAL.again("portal/quotes/new.html", form)
    product = house().catalog.product(form.product.data or "")
    begun = configuring.first_choice(office.only(product), configuring.count(form.users.data or ""))
    with db.writing() as session:
        sent = sending.claim(session)
        quote = quotes.start(
            session, signed_in.partner_id(), house().catalog, form.customer(), begun, actor.name, clock.now()
        )
        audit.note(session, actor, "quote_drafted", f"Quote {quote.id}", clock.now())
        sent.leads_to(session, "", "portal.quotes.edit", number=quote.id)
        session.commit()
    return sent.answer()


@bp.post("/from-lead/<int:number>")
@open_to("partner")
def from_lead(number: int) -> Response:
    """Begin one with what a lead says; a second click leads to the same draft."""
    actor, mine = signed_in.actor(), lead_lists.of_partner(signed_in.partner_id())
    fits = DeedForm().validate()
    with db.writing() as session:
        lead = office.only(lead_lists.find(session, number, mine))
        if not (fits and lead.state == "accepted"):
            words = "Nothing was changed: accept the lead first, then quote it."
            return office.done(words, "portal.leads.show", number=number)
        try:
            quote = _begin(session, lead)
        except AlreadyDrafted:
            quote = office.only(quote_lists.draft_of_lead(session, signed_in.partner_id(), number))
        else:
            audit.note(session, actor, "quote_drafted", f"Quote {quote.id}", clock.now(), lead=number)
            session.commit()
    return office.onward(address_of(quote.id, "edit"))


@bp.get("/<int:number>")
@open_to("partner")
def show(number: int) -> Response:
    """One quote: what it offers, what the customer did, and what comes next."""
    with db.reading() as session:
        return page(session, number)


def page(session: Session, number: int, status: int = 200, form: OwnForm | None = None) -> Response:
    """The page of a quote; `form` is one of it that has to be mended."""
    quote = ours(session, number)
    return PORTAL.show(
        "portal/quotes/show.html",
        status=status,
        draft=quotes.draft_of(session, quote),
        order=order_lists.of_quote(session, number),
        form=form,
        **about(quote),
    )


def _begin(session: Session, lead: Lead) -> Quote:
    product = house().catalog.product(lead.service) or house().catalog.products[0]
    return quotes.start(
        session,
        signed_in.partner_id(),
        house().catalog,
        Customer(lead.company, f"{lead.first_name} {lead.last_name}"[:120], lead.email, lead.phone),
        configuring.first_choice(product, lead.users),
        signed_in.actor().name,
        clock.now(),
        lead.id,
    )


def ours(session: Session, number: int) -> Quote:
    """The quote, if it is ours; else the page that says that there is none."""
    return office.only(quote_lists.find(session, signed_in.partner_id(), number))


def address_of(number: int, endpoint: str = "show") -> str:
    """Where a quote, or its editor, is."""
    return office.address(f"portal.quotes.{endpoint}", number=number)
