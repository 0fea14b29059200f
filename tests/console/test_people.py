"""People: invited by administrators, let in no more and again; somebody always stays to let others in."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, update

from app import clock
from app.config import Settings
from app.db import Database
from app.domain import users
from app.domain.users import LastAdministrator
from app.models import AuditEvent, ChannelManager, Lead, LeadEvent, Partner, User
from tests import colleague, scene
from tests.browser import Browser, Page
from tests.colleague import LOGINS, Colleague
from tests.console.authenticator import set_up
from tests.demo.test_views import deliver
from tests.post_office import PostOffice
from tests.written_down import deeds

LENA = {"name": "Lena Vogt", "email": "lena@panterranetworks.com"}


@pytest.fixture
def admin(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "admin")


def invites(admin: Colleague, role: str, **changes: str) -> Page:
    return admin.does(admin.get("/console/people/new"), "/new", role=role, **(LENA | changes))


def number_of(database: Database, role: str) -> int:
    with database.reading() as session:
        user = users.find(session, LOGINS[role]["email"])
        assert user
        return user.id


def test_leads_find_a_manager_as_soon_as_they_are_invited(
    admin: Colleague, browser: Browser, settings: Settings, smtp: PostOffice
) -> None:
    page = invites(admin, "cm")
    deliver(settings)

    manager = browser.house.directory.manager_for("lena VOGT", None)

    assert page.says('[role="status"]') == "A letter is on its way to lena@panterranetworks.com."
    assert page.says("tbody tr:first-child").startswith(
        "Lena Vogt lena@panterranetworks.com Channel manager invited off"
    )
    assert manager
    assert manager.email == LENA["email"]
    (letter,) = smtp.letters(LENA["email"])
    assert letter["subject"] == "Your access to the console of PanTerra"


def test_a_manager_who_was_known_before_keeps_their_leads(admin: Colleague, database: Database) -> None:
    invites(admin, "cm", name="john smith", email="john.smith@panterranetworks.com")

    with database.reading() as session:
        (john,) = session.scalars(select(ChannelManager).where(ChannelManager.match_name == "johnsmith"))
        assert john.email == "john.smith@panterranetworks.com"
        assert session.scalars(select(User.name).where(User.channel_manager_id == john.id)).all() == [
            "john smith"
        ]


@pytest.mark.parametrize(
    ("role", "changes", "words"),
    [
        ("cm", {"name": "DaveRyan"}, "Another channel manager has this name, and leads find them by it."),
        ("admin", {"email": "DAVE@panterranetworks.com"}, "Somebody signs in with this address already."),
        ("partner", {}, "Choose what they do."),
    ],
)
def test_names_and_addresses_are_taken_once(
    admin: Colleague, sqlite: Database, role: str, changes: dict[str, str], words: str
) -> None:
    page = invites(admin, role, **changes)

    assert page.status == 422
    assert page.summary[0].startswith(words)
    assert deeds(sqlite) == []


@pytest.mark.parametrize("role", ["cm", "admin"])
def test_of_many_invitations_at_once_one_is_sent(browser: Browser, database: Database, role: str) -> None:
    admins = [colleague.arrives(browser, "admin") for _ in range(4)]
    pages = [admin.get("/console/people/new") for admin in admins]

    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(
            lambda one: one[0].tries(one[1], "/new", role=role, **LENA), zip(admins, pages, strict=True)
        )

    assert sorted(answer.status for answer in answers) == [303, 422, 422, 422]
    assert deeds(database) == ["person_invited"]
    assert len(scene.letters(database)) == 1


def test_whoever_leaves_hands_over_partners_and_open_leads(
    admin: Colleague, browser: Browser, database: Database
) -> None:
    scene.enquiry(database)
    dave = colleague.arrives(browser, "cm")
    asked = admin.get(f"/console/people/{number_of(database, 'cm')}/end")
    (john,) = [one["value"] for one in asked.soup.select("#successor option") if "John" in one.get_text()]

    page = admin.does(asked, "/end", successor=str(john))

    assert page.says('[role="status"]') == (
        "Dave Ryan can not sign in any more. John Smith takes over. Partners: 2, open leads: 1."
    )
    assert dave.get("/console/leads").headers["Location"] == "/login?next=/console/leads"
    assert browser.house.directory.manager_for("Dave Ryan", None) is None
    with database.reading() as session:
        assert session.scalars(select(Lead.channel_manager_id)).all() == [int(str(john))]
        assert set(session.scalars(select(Partner.channel_manager_id))) == {int(str(john))}
        assert session.scalars(select(LeadEvent.details)).all() == [{"to": "John Smith"}]
    assert deeds(database) == ["person_disabled"]


def test_whoever_comes_back_is_found_by_name_again(
    admin: Colleague, browser: Browser, sqlite: Database
) -> None:
    number = number_of(sqlite, "cm")
    page = admin.does(admin.get(f"/console/people/{number}/end"), "/end", successor="sales")

    back = admin.does(page, "/return")

    assert back.says('[role="status"]') == "Dave Ryan can sign in again."
    assert browser.house.directory.manager_for("Dave Ryan", None) is not None
    assert colleague.arrives(browser, "cm").get("/console/leads").status == 200


def test_but_not_to_a_name_that_somebody_else_has_by_then(admin: Colleague, sqlite: Database) -> None:
    number = number_of(sqlite, "cm")
    admin.does(admin.get(f"/console/people/{number}/end"), "/end", successor="sales")
    invites(admin, "cm", name="Dave Ryan")

    page = admin.does(admin.get("/console/people?q=dave@"), "/return")

    assert page.says('[role="status"]') == (
        "Nothing was changed: another channel manager has this name by now."
    )


def test_nobody_locks_themselves_out(admin: Colleague, sqlite: Database) -> None:
    me = number_of(sqlite, "admin")

    listed = admin.get("/console/people?role=admin")
    page = admin.does(admin.get(f"/console/people/{me}/end"), "/end")

    assert "Disable" not in listed.says("tbody")
    assert page.says('[role="status"]').startswith("Nothing was changed: nobody can lock themselves out.")
    assert admin.get("/console/people").status == 200


@pytest.mark.parametrize("other", ["joined_at", "nobody"])
def test_the_last_administrator_stays(database: Database, cast: None, other: str) -> None:
    with database.writing() as session:
        ada, eve = (
            users.invite(session, name, f"{name}@panterranetworks.com", "admin", clock.now())
            for name in ("ada", "eve")
        )
        ada.joined_at = clock.now()
        eve.joined_at = clock.now() if other == "joined_at" else None
        session.flush()
        if other == "joined_at":
            users.disable(session, ada, users.actor(eve), clock.now())
            assert ada.disabled_at
        else:
            with pytest.raises(LastAdministrator):
                users.disable(session, ada, users.actor(eve), clock.now())
            assert ada.disabled_at is None


def test_a_partners_person_is_let_in_no_more(admin: Colleague, browser: Browser, sqlite: Database) -> None:
    tim = colleague.arrives(browser, "partner")

    admin.does(admin.get(f"/console/people/{number_of(sqlite, 'partner')}/end"), "/end")

    assert tim.get("/portal").status == 303
    with sqlite.reading() as session:
        (event,) = session.scalars(select(AuditEvent))
        assert event.partner_id is not None


def test_an_administrator_helps_whoever_lost_their_telephone(
    admin: Colleague, browser: Browser, sqlite: Database
) -> None:
    set_up(colleague.arrives(browser, "cm"))
    listed = admin.get("/console/people?q=dave")

    asked = admin.get(str(listed.find("a[href$='second-factor/end']")["href"]))
    page = admin.does(asked, "/second-factor/end")

    assert page.says('[role="status"]') == "Dave Ryan signs in with the password alone now."
    assert colleague.arrives(browser, "cm").get("/console/leads").status == 200
    assert deeds(sqlite) == ["second_factor_set_up", "second_factor_taken_off"]


def test_an_invitation_is_sent_again_until_somebody_has_joined(admin: Colleague, sqlite: Database) -> None:
    page = invites(admin, "admin")

    again = admin.does(page, "/letters")
    with sqlite.writing() as session:
        session.execute(update(User).where(User.email == LENA["email"]).values(joined_at=clock.now()))
        session.commit()
    late = admin.does(again, "/letters")

    assert again.says('[role="status"]') == "Another letter is on its way to lena@panterranetworks.com."
    assert late.says('[role="status"]') == "Nothing was changed: it is so already."


@pytest.mark.parametrize(
    ("query", "rows"),
    [("", 5), ("?role=cm", 1), ("?role=partner", 3), ("?q=dave+ryan", 1), ("?role=x&q=zz", 0)],
)
def test_who_is_looked_for(admin: Colleague, query: str, rows: int) -> None:
    assert len(admin.get(f"/console/people{query}").soup.select("tbody tr")) == rows
