"""Every route × every role: a new route without a line here fails the build (SPEC section 14)."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select
from werkzeug.routing import Rule

from app import clock
from app.db import Database
from app.domain import api_tokens, chats, users, webhooks
from app.edge import webhook_secrets
from app.models import Partner, Site
from tests import colleague, earning, quoting, scene, seating, selling
from tests.browser import Browser
from tests.colleague import Colleague
from tests.domain.people import claim, enters, secrets_of, start
from tests.domain.test_chats import NOBODYS

PARTNERS = "partner partner2 suspended"
OURS = "partner suspended"
VENDOR = "cm admin"
ROLES = ("stranger", "customer", "partner", "partner2", "suspended", "cm", "admin")

# Whom each page is open to. `partner` owns the rows that the routes name; what is left out is refused.
TABLE = {
    "portal.dashboard.show": PARTNERS,
    "portal.leads.index": PARTNERS,
    "portal.leads.download": PARTNERS,
    "portal.leads.show": "partner",
    "portal.leads.accept": "partner",
    "portal.leads.decline": "partner",
    "portal.quotes.index": PARTNERS,
    "portal.quotes.download": PARTNERS,
    "portal.quotes.ask": PARTNERS,
    "portal.quotes.create": "partner partner2",
    "portal.quotes.from_lead": "partner",
    "portal.quotes.show": "partner",
    "portal.quotes.edit": "partner",
    "portal.quotes.save": "partner",
    "portal.quotes.change_product": "partner",
    "portal.quotes.send_again": "partner",
    "portal.quotes.extend": "partner",
    "portal.quotes.ask_to_readdress": "partner",
    "portal.quotes.readdress": "partner",
    "portal.quotes.discard": "partner",
    "portal.quotes.ask_to_throw_away": "partner",
    "portal.quotes.throw_away": "partner",
    "portal.quotes.ask_to_close": "partner",
    "portal.quotes.close": "partner",
    "portal.quotes.show_request": "partner",
    "portal.quotes.apply": "partner",
    "portal.quotes.decline": "partner",
    "portal.quotes.rebase": "partner",
    "portal.orders.index": PARTNERS,
    "portal.orders.download": PARTNERS,
    "portal.orders.show": "partner",
    "portal.orders.retry": "partner",
    "portal.orders.ask": "partner",
    "portal.orders.cancel": "partner",
    "portal.signups.index": PARTNERS,
    "portal.signups.download": PARTNERS,
    "portal.signups.show": "partner",
    "portal.accounts.index": PARTNERS,
    "portal.accounts.download": PARTNERS,
    "portal.accounts.show": "partner",
    "portal.account_deeds.ask": PARTNERS,
    "portal.account_deeds.create": "partner partner2",
    "portal.account_deeds.ask_to_block": "partner",
    "portal.account_deeds.block": "partner",
    "portal.account_deeds.unblock": "partner",
    "portal.invoices.index": PARTNERS,
    "portal.invoices.download": PARTNERS,
    "portal.invoices.show": "partner",
    "portal.accounts.service": "partner",
    "portal.accounts.change_seats": "partner",
    "portal.accounts.ledger": "partner",
    "portal.accounts.download_ledger": "partner",
    "portal.commission.index": PARTNERS,
    "portal.commission.download": PARTNERS,
    "portal.statements.index": PARTNERS,
    "portal.statements.download": PARTNERS,
    "portal.statements.show": "partner",
    "portal.statements.lines": "partner",
    "portal.test_runs.index": PARTNERS,
    "portal.test_runs.show": "partner",
    "portal.findings.index": PARTNERS,
    "portal.findings.download": PARTNERS,
    "portal.test_runs.download": PARTNERS,
    "portal.branding.show": PARTNERS,
    "portal.branding.choose_colour": "partner partner2",
    "portal.branding.drop_colour": "partner partner2",
    "portal.branding.name_contact": "partner partner2",
    "portal.branding.upload": "partner partner2",
    "portal.branding.ask": PARTNERS,
    "portal.branding.remove": "partner partner2",
    "portal.reports.index": PARTNERS,
    "portal.reports.show": PARTNERS,
    "portal.reports.download": PARTNERS,
    "portal.reports.behind": PARTNERS,
    "portal.reports.download_behind": PARTNERS,
    "portal.scripts.index": PARTNERS,
    "portal.scripts.gallery": PARTNERS,
    "portal.scripts.own_form": PARTNERS,
    "portal.scripts.request_activation": "partner partner2",
    "portal.scripts.builder": PARTNERS,
    "portal.scripts.qr_svg": PARTNERS,
    "portal.scripts.qr_png": PARTNERS,
    "portal.doctor.show": PARTNERS,
    "portal.doctor.examine": PARTNERS,
    "portal.webhooks.index": PARTNERS,
    "portal.webhooks.create": "partner partner2",
    "portal.webhooks.show": "partner",
    "portal.webhooks.secret": "partner",
    "portal.webhooks.change": "partner",
    "portal.webhooks.do": "partner",
    "portal.webhooks.replay": "partner",
    "portal.webhooks.ask_removal": "partner",
    "portal.webhooks.remove": "partner",
    "portal.sites.index": PARTNERS,
    "portal.sites.offer": PARTNERS,
    "portal.sites.register": "partner partner2",
    "portal.sites.show": "partner",
    "portal.sites.change": "partner",
    "portal.sites.ask": "partner",
    "portal.sites.remove": "partner",
    "console.dashboard.show": VENDOR,
    "console.leads.index": VENDOR,
    "console.chats.index": VENDOR,
    "console.chats.show": VENDOR,
    "console.chats.answer": VENDOR,
    "console.chats.close": VENDOR,
    "console.leads.download": VENDOR,
    "console.leads.times": VENDOR,
    "console.leads.show": VENDOR,
    "console.leads.forward": VENDOR,
    "console.leads.judge": VENDOR,
    "console.leads.pass_on": VENDOR,
    "console.invoices.index": VENDOR,
    "console.invoices.download": VENDOR,
    "console.invoices.show": VENDOR,
    "console.invoices.pay": VENDOR,
    "console.invoices.ask": VENDOR,
    "console.invoices.credit": VENDOR,
    "console.payments.show": VENDOR,
    "console.payments.upload": VENDOR,
    "console.orders.index": VENDOR,
    "console.orders.download": VENDOR,
    "console.orders.show": VENDOR,
    "console.orders.retry": VENDOR,
    "console.orders.ask": VENDOR,
    "console.orders.cancel": VENDOR,
    "console.holds.index": VENDOR,
    "console.usage.show": VENDOR,
    "console.usage.upload": VENDOR,
    "console.usage_tokens.index": "admin",
    "console.usage_tokens.create": "admin",
    "console.usage_tokens.ask_to_revoke": "admin",
    "console.usage_tokens.revoke": "admin",
    "console.account_deeds.ask_to_block": VENDOR,
    "console.account_deeds.block": VENDOR,
    "console.account_deeds.unblock": VENDOR,
    "console.account_deeds.ask_for_tax": VENDOR,
    "console.account_deeds.change_tax": VENDOR,
    "console.accounts.index": VENDOR,
    "console.accounts.download": VENDOR,
    "console.accounts.show": VENDOR,
    "console.accounts.service": VENDOR,
    "console.accounts.change_seats": VENDOR,
    "console.accounts.ledger": VENDOR,
    "console.accounts.download_ledger": VENDOR,
    "console.commission.index": VENDOR,
    "console.commission.download": VENDOR,
    "console.credit.show": VENDOR,
    "console.quotes.index": VENDOR,
    "console.quotes.download": VENDOR,
    "console.quotes.show": VENDOR,
    "console.statements.index": VENDOR,
    "console.statements.download": VENDOR,
    "console.statements.show": VENDOR,
    "console.statements.lines": VENDOR,
    "console.partners.ask_for_rate": VENDOR,
    "console.partners.change_rate": VENDOR,
    "console.reports.index": VENDOR,
    "console.reports.show": VENDOR,
    "console.reports.download": VENDOR,
    "console.reports.behind": VENDOR,
    "console.reports.download_behind": VENDOR,
    "console.outbox.index": VENDOR,
    "console.outbox.show": VENDOR,
    "console.outbox.retry": VENDOR,
    "console.findings.index": VENDOR,
    "console.audit.index": "admin",
    "console.audit.download": "admin",
    "console.people.index": "admin",
    "console.people.ask": "admin",
    "console.people.invite": "admin",
    "console.people.invite_again": "admin",
    "console.people.ask_to_disable": "admin",
    "console.people.disable": "admin",
    "console.people.enable": "admin",
    "console.people.ask_to_end_second_factor": "admin",
    "console.people.end_second_factor": "admin",
    "console.security.show": VENDOR,
    "console.security.prepare": VENDOR,
    "console.security.ask_for_code": VENDOR,
    "console.security.confirm": VENDOR,
    "console.security.ask_to_end": VENDOR,
    "console.security.end": VENDOR,
    "console.partners.index": VENDOR,
    "console.partners.ask": VENDOR,
    "console.partners.invite": VENDOR,
    "console.partners.show": VENDOR,
    "console.partners.history": VENDOR,
    "console.partners.approve": VENDOR,
    "console.partners.ask_to_suspend": VENDOR,
    "console.partners.suspend": VENDOR,
    "console.partners.reinstate": VENDOR,
    "console.partners.ask_to_activate": VENDOR,
    "console.partners.activate": VENDOR,
    "console.partners.ask_to_deactivate": VENDOR,
    "console.partners.deactivate": VENDOR,
    "console.partners.ask_to_edit": VENDOR,
    "console.partners.edit": VENDOR,
    "console.partners.ask_person": VENDOR,
    "console.partners.invite_person": VENDOR,
    "console.partners.invite_again": VENDOR,
    "account.overview.show": "customer",
    "account.invoices.index": "customer",
    # The row is another customer's.
    "account.invoices.show": "",
    "account.orders.show": "",
    "account.upgrade.show": "customer",
    "account.upgrade.take": "customer",
}
AREAS = {"portal", "console", "account"}

# Open to everybody, signed in or not; who holds a secret of theirs is judged by it alone.
PUBLIC = {
    *("landing.show", "landing.send", "landing.thanks.show", "signup.show", "signup.send"),
    *("signup.after.show", "signup.after.ask_for_letter", "signup.after.change_address"),
    *("signup.after.confirm", "signup.after.leave"),
    *("verify.show", "verify.confirm", "verify.disown", "verify.ask_for_letter", "agreement.show"),
    *("webchat.show", "webchat.begin", "webchat.conversation.show", "webchat.conversation.look"),
    *("webchat.conversation.say", "webchat.conversation.leave_address"),
    *("form_api.create", "form_api.explain", "form_api.countries"),
    *("content.home", "content.show", "content.show_in_place", "links.show", "oembed.describe"),
    *("serving.captcha_picture", "serving.captcha_speech", "serving.newest_loader", "serving.this_loader"),
    *("serving.logo", "serving.picture", "serving.script", "serving.stylesheet", "static"),
    *("entrance.doors.show", "entrance.doors.sign_in", "entrance.doors.ask", "entrance.doors.sign_out"),
    *("entrance.code.show", "entrance.code.check"),
    *("entrance.forgotten.show", "entrance.forgotten.ask", "entrance.forgotten.sent"),
    *("entrance.forgotten.open_letter", "entrance.forgotten.choose"),
    *("quoting.offer.show", "quoting.offer.accept", "quoting.offer.reject"),
    *("quoting.changes.show", "quoting.changes.ask"),
    *("api.payments.take", "api.usage.take"),
    *("health.alive", "health.ready", "health.metrics"),
    *("demo.index", "demo.mail", "demo.mail_json", "demo.logins_json", "demo.show_clock", "demo.move_clock"),
    *("demo.end_month", "demo.outbox_json"),
}
DOORS = {"entrance.doors.show", "entrance.doors.ask", "entrance.code.show"}


def rules(browser: Browser) -> Iterator[Rule]:
    yield from (rule for rule in browser.app.url_map.iter_rules() if rule.endpoint.split(".")[0] in AREAS)


def test_every_route_has_a_line(browser: Browser) -> None:
    endpoints = {rule.endpoint for rule in browser.app.url_map.iter_rules()}

    assert endpoints == TABLE.keys() | PUBLIC


@pytest.mark.parametrize("role", ROLES[1:])
def test_public_pages_do_not_ask_who_is_there(browser: Browser, role: str) -> None:
    person = colleague.arrives(browser, role)
    paths = [
        re.sub("<[^>]+>", "1", re.sub(r"<any\(([^,)]+)[^>]*>", r"\1", rule.rule))
        for rule in browser.app.url_map.iter_rules()
        # The doors lead on whoever is signed in.
        if rule.endpoint in PUBLIC - DOORS and "GET" in (rule.methods or ())
    ]

    assert len(paths) > 25
    assert {path: person.get(path).status for path in paths} == {
        path: browser.get(path).status for path in paths
    }


@pytest.mark.parametrize("role", ROLES)
def test_each_route_lets_in_whom_its_line_names_and_nobody_else(
    browser: Browser, sqlite: Database, role: str
) -> None:
    names = rows_of_the_partner(browser, sqlite)
    person = colleague.arrives(browser, None if role == "stranger" else role)

    wrong = [
        f"{rule.endpoint}: {status} for {role}"
        for rule in rules(browser)
        for status in [answer(person, rule, names)]
        if fits(status, role, rule.endpoint) is False
    ]

    assert wrong == []


def rows_of_the_partner(browser: Browser, database: Database) -> dict[str, Any]:
    """What the arguments of routes can name, all of it the partner's."""
    everything_of_the_partner(browser, database)
    return {
        "number": 1,
        "message": 1,
        "service": 1,
        "request_id": 1,
        "deed": "trial",
        "slug": "guest",
        "report": "quotes",
        "measure": "open",
        "kind": "signup-links",
        "site_id": a_site(database),
        "public_id": "1234567",
        "person": somebody_invited(database),
    }


def everything_of_the_partner(browser: Browser, database: Database) -> None:
    """One row of each kind, all with the number 1."""
    scene.enquiry(database)
    quoting.asked(database, quoting.sent(database), quoting.TEN)
    enters(database, start(database, claim(database)), secrets_of(database).code)
    selling.ordered(database)
    seating.service(database, 1)
    earning.stated(database)
    colleague.arrives(browser).sends(browser.get("/guest?PartnerID=1234567&test=true"), after=0)
    with database.writing() as session:
        api_tokens.make(session, "Switchboard", "Ada Admin", "pt_any", clock.now())
        chats.open_chat(session, NOBODYS, clock.now())
        partner = session.scalars(select(Partner).where(Partner.public_id == "1234567")).one()
        secret = webhook_secrets.mint().ref
        hook = webhooks.create(
            session, partner.id, "https://tmc.example/hooks", ["lead.won"], secret, clock.now()
        )
        webhooks.try_out(session, hook, clock.now())
        session.commit()


def a_site(database: Database) -> int:
    with database.reading() as session:
        return session.scalars(select(Site.id).where(Site.origin == "http://www.tmclabs.com")).one()


def somebody_invited(database: Database) -> int:
    with database.writing() as session:
        tmc = session.scalars(select(Partner).where(Partner.public_id == "1234567")).one()
        lena = users.invite(session, "Lena Vogt", "lena@tmclabs.com", "partner", scene.NOON, partner=tmc)
        session.commit()
        return lena.id


def answer(person: Colleague, rule: Rule, names: dict[str, Any]) -> str:
    """The status with which a route answers; `login` where it asks to sign in first."""
    built = rule.build({name: names[name] for name in rule.arguments})
    assert built, f"no name for an argument of {rule}"
    path = built[1]
    page = person.post(path, {"csrf_token": "none"}) if "POST" in (rule.methods or ()) else person.get(path)
    leads_to = urlsplit(page.headers.get("Location", "")).path
    return {"/login": "login", "/account": "home"}.get(leads_to, str(page.status))


def fits(status: str, role: str, endpoint: str) -> bool:
    if role in TABLE[endpoint].split():
        return status in ("200", "303", "422", "home")
    if role == "stranger":
        return status == "login"
    return status in ("303", "home", "login") if crosses(role, endpoint) else status in ("403", "404")


def crosses(role: str, endpoint: str) -> bool:
    """Whether a customer looks into portal or console, or one of their people at a customer's page."""
    return (role == "customer") != endpoint.startswith("account.")


def test_somebody_elses_row_can_not_be_told_from_none(browser: Browser, sqlite: Database) -> None:
    theirs = scene.enquiry(sqlite)
    maren = colleague.arrives(browser, "partner2")

    found, missing = maren.get(f"/portal/leads/{theirs}"), maren.get("/portal/leads/999999")

    assert (found.status, found.text) == (404, missing.text)


def test_whoever_is_disabled_is_out_at_once(browser: Browser, sqlite: Database) -> None:
    tim = colleague.arrives(browser, "partner")
    with sqlite.writing() as session:
        user = users.find(session, colleague.LOGINS["partner"]["email"])
        assert user
        user.disabled_at = scene.NOON
        session.commit()

    assert tim.get("/portal").headers["Location"] == "/login?next=/portal"
    assert tim.sends(tim.get("/login"), after=0, typed=colleague.LOGINS["partner"]).status == 422


def test_a_suspended_partner_looks_and_changes_nothing(browser: Browser, sqlite: Database) -> None:
    rosa = colleague.arrives(browser, "suspended")

    page = rosa.get("/portal")
    refused = rosa.post("/portal/leads/1/acceptance", {"csrf_token": "none"})

    assert "Quiet Valley Telecom is suspended." in page.says("main")
    assert (refused.status, refused.says("h1")) == (403, "Nothing was changed")
