"""A partner's sites: registered with the password, named with their builder, removed (SPEC section 6)."""

from typing import Any

from flask import Blueprint, Response, request

from app import clock
from app.db import db
from app.domain import audit, sites
from app.domain.sites import Neighbourhood, TooManySites, UnfitSite
from app.edge import office, sending, signed_in
from app.edge.house import house
from app.edge.limits import TooMany
from app.edge.office import done
from app.edge.own_form import DeedForm
from app.edge.rights import open_to
from app.models import Site
from app.portal.area import PORTAL
from app.portal.site_forms import BuilderForm, SiteForm

bp = Blueprint("sites", __name__, url_prefix="/sites")

_ONE, _REMOVAL = "portal/sites/show.html", "portal/sites/removal.html"


@bp.get("")
@open_to("partner")
def index() -> Response:
    """Every site of ours, and where another is added."""
    with db.reading() as session:
        registered = sites.of(session, signed_in.partner_id())
    return PORTAL.show("portal/sites/index.html", sites=registered, most=sites.MOST, **_names())


@bp.get("/new")
@open_to("partner")
def offer() -> Response:
    """What would be registered, before anything is."""
    return _offer(SiteForm(), request.args.get("url", ""))


@bp.post("")
@open_to("partner")
def register() -> Response:
    """Add a site and those of its twins that were ticked; from here on they count everywhere."""
    form = SiteForm()
    typed = form.url.data or ""
    try:
        site = sites.read(typed, _here())
        if not form.knows_password():
            return _offer(form, typed, 422)
        offered = {twin.origin for twin in sites.twins(site)}
        wanted = [site.origin, *(one for one in form.also.data or () if one in offered)]
        added = _register(wanted, form.chosen)
    except UnfitSite:
        return _offer(form, typed, 422)
    except TooManySites as full:
        form.form_errors.append(str(full))
        return _offer(form, typed, 422)
    except TooMany as many:
        form.form_errors.append(many.words)
        response = _offer(form, typed, 429)
        response.headers["Retry-After"] = str(many.retry_after)
        return response
    words = f"Registered: {', '.join(added)}." if added else f"{site.origin} was registered already."
    return done(words, "portal.sites.index")


@bp.get("/<int:site_id>")
@open_to("partner")
def show(site_id: int) -> Response:
    """One site: what it may do, and the builder that it is made with."""
    site = _site(site_id)
    form = BuilderForm()
    form.offer(site.builder)
    return PORTAL.show(_ONE, site=site, form=form, **_names())


@bp.post("/<int:site_id>")
@open_to("partner")
def change(site_id: int) -> Response:
    """Name the builder, whose frames may show our forms from here on."""
    site, form = _site(site_id), BuilderForm()
    form.offer()
    try:
        if not form.knows_password():
            return PORTAL.again(_ONE, form, site=site, **_names())
    except TooMany as many:
        return PORTAL.later(_ONE, form, many, site=site, **_names())
    with db.writing() as session:
        kept = office.only(sites.find(session, site_id, signed_in.partner_id()))
        deed = "site_builder_named"
        audit.change(session, signed_in.actor(), deed, kept.origin, clock.now(), kept, builder=form.chosen)
        session.commit()
    house().directory.forget()
    return done(f"Saved for {site.origin}.", "portal.sites.index")


@bp.get("/<int:site_id>/removal")
@open_to("partner")
def ask(site_id: int) -> Response:
    """What will stop working."""
    return PORTAL.show(_REMOVAL, site=_site(site_id), form=DeedForm(), **_names())


@bp.post("/<int:site_id>/removal")
@open_to("partner")
def remove(site_id: int) -> Response:
    """Take a site off the list; from here on it is a stranger's."""
    form = DeedForm()
    if not form.validate():
        return PORTAL.again(_REMOVAL, form, site=_site(site_id), **_names())
    with db.writing() as session:
        sent = sending.claim(session)
        site = office.only(sites.find(session, site_id, signed_in.partner_id()))
        session.delete(site)
        audit.note(session, signed_in.actor(), "site_removed", site.origin, clock.now())
        sent.leads_to(session, f"{site.origin} is no longer one of your sites.", "portal.sites.index")
        session.commit()
    house().directory.forget()
    return sent.answer()


def _offer(form: SiteForm, typed: str, status: int = 200) -> Response:
    """The page that asks, or the field again with what is wrong with the address."""
    form.offer()
    page = "portal/sites/new.html"
    try:
        site = sites.read(typed, _here())
    except UnfitSite as error:
        wrong = str(error) if typed else ""
        return PORTAL.show(page, status=422 if typed else 200, site=None, typed=typed, wrong=wrong)
    with db.reading() as session:
        known = {one.origin for one in sites.of(session, signed_in.partner_id())}
    ticked = form.also.data if form.is_submitted() else None
    twins = [
        (twin.origin, twin.likely if ticked is None else twin.origin in ticked)
        for twin in sites.twins(site)
        if twin.origin not in known
    ]
    return PORTAL.show(
        page, status=status, form=form, site=site, is_known=site.origin in known, twins=twins, **_names()
    )


def _register(wanted: list[str], builder: str | None) -> list[str]:
    actor = signed_in.actor()
    with db.writing() as session:
        added = sites.register(session, signed_in.partner_id(), wanted, builder, clock.now())
        for origin in added:
            audit.note(session, actor, "site_registered", origin, clock.now(), builder=builder)
        session.commit()
    house().directory.forget()
    return added


def _site(site_id: int) -> Site:
    with db.reading() as session:
        return office.only(sites.find(session, site_id, signed_in.partner_id()))


def _here() -> Neighbourhood:
    settings = house().settings
    hosts = (origin.partition("://")[2] for origin in settings.origins)
    return Neighbourhood(tuple(host.partition(":")[0] for host in hosts), settings.rehearsal)


def _names() -> dict[str, Any]:
    """How pages name what stands in a row."""
    return {
        "readable": sites.readable,
        "builder_names": {one.slug: one.name for one in house().vendor.builders},
    }
