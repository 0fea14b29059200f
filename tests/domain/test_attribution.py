"""The first partner stays, whoever comes later, and can see why."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from app.db import Database
from app.domain import accounts, attribution, verification, why
from app.domain.attribution import Touch
from app.models import Account, Attribution, Letter, Partner
from tests.domain.people import ADA, ENGINES, NOON, claim, enters, follows, secrets_of, start, webstore

SIX_MONTHS = timedelta(days=182)

pytestmark = pytest.mark.usefixtures("cast")


def tie(database: Database, email: str = ADA) -> tuple[str, str | None] | None:
    """Whose customer this is: the PartnerID and the SubPartnerID."""
    with database.reading() as session:
        account = accounts.find(session, email)
        found = attribution.of(session, account.id) if account else None
        return (found.partner.public_id, found.sub_partner_id) if found else None


def story(database: Database) -> list[str]:
    """Why (not) credited, as the partner reads it."""
    with database.reading() as session:
        account = accounts.find(session, ADA)
        assert account
        return [step.words for step in why.explain(session, account)]


def test_nobody_is_bound_before_the_address_is_confirmed(database: Database) -> None:
    start(database, claim(database))

    assert tie(database) is None


def test_confirming_opens_the_account_and_binds_it(database: Database) -> None:
    signup = start(database, claim(database, sub="106"))

    outcome = enters(database, signup, secrets_of(database).code)

    assert outcome == "opened"
    assert tie(database) == ("1234567", "106")


def test_a_guest_who_fills_in_the_webstore_form_half_a_year_later_stays(database: Database) -> None:
    enters(database, start(database, claim(database, sub="106")), secrets_of(database).code)
    later = NOON + SIX_MONTHS

    other = start(database, webstore(database, partner="4958765", handle_hash="h2"), later)
    outcome = enters(database, other, secrets_of(database, later).code, later)

    assert outcome == "upgraded"
    assert tie(database) == ("1234567", "106")
    with database.reading() as session:
        account = accounts.find(session, ADA)
        assert account
        assert (account.plan, account.company, account.password_hash) == (
            "webstore",
            ENGINES.company,
            "$hash",
        )


def test_a_guest_who_upgrades_in_the_account_stays(database: Database) -> None:
    enters(database, start(database, claim(database, sub="106")), secrets_of(database).code)

    with database.writing() as session:
        account = session.scalars(select(Account)).one()
        other = session.scalars(select(Partner).where(Partner.public_id == "4958765")).one()
        touch = Touch("4958765", other.id, "9")
        accounts.upgrade(session, account, accounts.columns(ENGINES), touch, "the account", NOON + SIX_MONTHS)
        session.commit()

    assert tie(database) == ("1234567", "106")


def test_whoever_has_no_partner_yet_can_be_bound_once(database: Database) -> None:
    enters(database, start(database, claim(database, partner=None)), secrets_of(database).code)

    other = start(database, webstore(database, partner="4958765", handle_hash="h2"))
    enters(database, other, secrets_of(database).code)

    assert tie(database) == ("4958765", None)


def test_the_claim_that_is_confirmed_wins(database: Database) -> None:
    first = start(database, claim(database, partner="4958765"))
    secrets_of(database)
    second = start(database, claim(database, partner="1234567", handle_hash="h2"))

    enters(database, second, secrets_of(database).code)

    assert first.confirmed_at is None
    assert tie(database) == ("1234567", None)


def test_squatting_on_a_strangers_address_gains_nothing(database: Database) -> None:
    start(database, webstore(database, partner="4958765", handle_hash="squatter"))
    squatters = secrets_of(database)
    own = start(database, claim(database, partner="1234567", handle_hash="own"))
    enters(database, own, secrets_of(database).code)

    # Ada reads both letters; of the squatter's she does not know the password.
    with pytest.raises(verification.PasswordNeeded):
        follows(database, squatters.token)

    assert tie(database) == ("1234567", None)
    with database.reading() as session:
        account = accounts.find(session, ADA)
        assert account
        assert account.plan == "guest"


def test_an_unknown_partner_is_told_in_the_story_and_binds_nobody(database: Database) -> None:
    enters(database, start(database, claim(database, partner="9999999")), secrets_of(database).code)

    assert tie(database) is None
    assert any("9999999 belongs to nobody" in words for words in story(database))


def test_a_suspended_partner_keeps_the_customer_and_waits_for_credit(database: Database) -> None:
    enters(database, start(database, claim(database, partner="7654321")), secrets_of(database).code)
    assert tie(database) == ("7654321", None)
    assert story(database)[-1].startswith("Credit is held. Quiet Valley Telecom is suspended.")

    with database.writing() as session:
        session.execute(update(Partner).where(Partner.public_id == "7654321").values(suspended_at=None))
        session.commit()

    assert story(database)[-1] == "Credited to Quiet Valley Telecom."


def test_the_story_goes_from_the_first_touch_to_the_upgrade(database: Database) -> None:
    enters(database, start(database, claim(database, sub="106")), secrets_of(database).code)
    other = start(database, webstore(database, partner="4958765", handle_hash="h2"), NOON + SIX_MONTHS)
    enters(database, other, secrets_of(database, NOON + SIX_MONTHS).code, NOON + SIX_MONTHS)

    assert story(database) == [
        "First touch: the guest form was shown on http://www.tmclabs.com"
        " with PartnerID 1234567 and SubPartnerID 106.",
        "Signed up with the guest form with PartnerID 1234567 and SubPartnerID 106.",
        "Confirmed the e-mail address by code.",
        "The guest account was opened.",
        "Bound to this partner with PartnerID 1234567 and SubPartnerID 106. This tie stays for good.",
        "First touch: the webstore form was shown on http://www.tmclabs.com with PartnerID 4958765.",
        "Signed up with the webstore form with PartnerID 4958765.",
        "Confirmed the e-mail address by code.",
        "Upgraded from guest to webstore account by the webstore form with PartnerID 4958765.",
        "Came again with PartnerID 4958765. The first partner stays.",
        "Order 1 was placed with the upgrade, sold by TMC Labs: SmartBox Standard, $201.38 each month.",
        "Credited to TMC Labs.",
    ]


@pytest.mark.parametrize(
    ("partner", "recipient"),
    [("1234567", "dave@panterranetworks.com"), (None, "sales@panterranetworks.com")],
)
def test_the_manager_of_the_partner_hears_of_it(
    database: Database, partner: str | None, recipient: str
) -> None:
    enters(database, start(database, claim(database, partner=partner)), secrets_of(database).code)

    with database.reading() as session:
        assert session.scalars(select(Letter.recipient).where(Letter.kind == "account_opened")).all() == [
            recipient
        ]
        assert session.scalar(select(func.count(Attribution.id))) == (1 if partner else 0)
