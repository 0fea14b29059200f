"""What is saved as it was is no deed: the audit log has a line only where something has changed."""

import pytest
from sqlalchemy import func, select

from app.db import Database
from app.models import Partner, Site
from tests import colleague, one_of_each
from tests.browser import Browser
from tests.colleague import LOGINS
from tests.written_down import deeds

PASSWORD = {"password": LOGINS["partner"]["password"]}
LADA = {"company": "Lada", "name": "Ada", "email": "ada@lada.example"}
TMC = "/console/partners/1234567"


@pytest.fixture
def everything(browser: Browser, sqlite: Database) -> None:
    one_of_each.stand(sqlite)


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize(
    ("role", "url", "action", "typed", "deed"),
    [
        ("partner", "/portal/branding", "/contact", {"company": "TMC"}, "contact_changed"),
        ("partner", "/portal/sites/SITE", "/SITE", {"builder": "wix"} | PASSWORD, "site_builder_named"),
        ("partner", "/portal/webhooks/1", "/1", {"url": "https://tmc.example/"}, "webhook_changed"),
        ("partner", "/portal/quotes/1", "/date", {"valid_until": "2027-01-31"}, "quote_extended"),
        ("partner", "/portal/quotes/1/customer", "/customer", LADA, "quote_readdressed"),
        ("cm", f"{TMC}/company", "/company", {"company": "TMC"}, "partner_changed"),
        ("cm", f"{TMC}/commission", "/commission", {"rate": "7.5"}, "commission_rate_changed"),
        ("cm", "/console/accounts/1/tax", "/tax", {"tax": "19"}, "account_taxed"),
    ],
)
def test_what_is_saved_once_more_is_written_down_once(
    browser: Browser, sqlite: Database, role: str, url: str, action: str, typed: dict[str, str], deed: str
) -> None:
    person = colleague.arrives(browser, role)
    with sqlite.reading() as session:
        tmc = select(Partner.id).where(Partner.public_id == "1234567").scalar_subquery()
        site = str(session.scalars(select(func.min(Site.id)).where(Site.partner_id == tmc)).one())

    for _ in range(2):
        page = person.get(url.replace("SITE", site))
        page = person.does(page, action.replace("SITE", site), **typed)
        assert page.status == 200, page.says()

    assert deeds(sqlite) == [deed]


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize(
    ("role", "url", "action", "other"),
    [
        ("partner", "/portal/branding?brand=%23112233", "/colour", ""),
        ("partner", "/portal/branding", "/colour/removal", "/portal/branding?brand=%23112233 /colour"),
        ("partner", "/portal/branding/logo/removal", "/removal", ""),
        ("partner", "/portal/webhooks/1", "/pause", ""),
        ("partner", "/portal/webhooks/1", "/resumption", "/portal/webhooks/1 /pause"),
        ("partner", "/portal/webhooks/1", "/replay", ""),
        ("cm", f"{TMC}/suspension", "/suspension", ""),
    ],
)
def test_what_is_so_already_is_written_down_no_second_time(
    browser: Browser, sqlite: Database, role: str, url: str, action: str, other: str
) -> None:
    person = colleague.arrives(browser, role)
    if other:
        page, first = other.split()
        person.does(person.get(page), first)
    pages = [person.get(url) for _ in range(2)]
    typed = {"reason": "Late."} if "suspension" in action else {}

    person.does(pages[0], action, **typed)
    before = deeds(sqlite)
    again = person.does(pages[1], action, **typed)

    assert again.status == 200
    assert deeds(sqlite) == before
