"""Links and codes at their edges: how long they live, how often they can be tried, and who is first."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.db import Database
from app.domain import enclosures, signups, verification
from app.domain.enclosures import NothingToSay
from app.domain.letter_secrets import ALPHABET
from app.domain.signups import NoMoreChanges, NoMoreLetters, ResendTooSoon, Settled
from app.domain.verification import (
    AlreadyConfirmed,
    CodeWrong,
    Disowned,
    LinkExpired,
    PasswordNeeded,
    UnknownLink,
    VerificationError,
)
from app.models import Account, Confirmation, Letter, Signup
from tests.domain.people import NOON, claim, enters, follows, hand_over, secrets_of, start, webstore

pytestmark = pytest.mark.usefixtures("cast")

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
Deed = Callable[[], object]


def outcome(deed: Deed) -> str:
    """What a deed gave, or the name of what it raised."""
    try:
        return str(deed())
    except (VerificationError, signups.SignupError) as error:
        return type(error).__name__


def does(database: Database, signup: Signup, what: str, *details: object) -> str:
    """`resend` or `change_address`, committed as the view does."""
    with database.writing() as session:
        here = session.get_one(Signup, signup.id)
        found = outcome(lambda: getattr(signups, what)(session, here, *details))
        session.commit()
        return found


def disown(database: Database, token: str) -> None:
    with database.writing() as session:
        verification.disown(session, verification.look(session, token, NOON), NOON)
        session.commit()


@pytest.mark.parametrize(
    ("age", "worth"),
    [(timedelta(), "opened"), (15 * MINUTE - SECOND, "opened"), (15 * MINUTE, "CodeWrong")],
)
def test_a_code_lives_for_fifteen_minutes(database: Database, age: timedelta, worth: str) -> None:
    signup = start(database, claim(database))
    code = secrets_of(database).code

    assert outcome(lambda: enters(database, signup, code, NOON + age)) == worth


@pytest.mark.parametrize(("age", "worth"), [(24 * HOUR - SECOND, "opened"), (24 * HOUR, "LinkExpired")])
def test_a_link_lives_for_a_day(database: Database, age: timedelta, worth: str) -> None:
    start(database, claim(database))
    token = secrets_of(database).token

    assert outcome(lambda: follows(database, token, NOON + age)) == worth


@pytest.mark.parametrize(("age", "is_found"), [(24 * HOUR - SECOND, True), (24 * HOUR, False)])
def test_a_handle_lives_for_a_day(database: Database, age: timedelta, is_found: bool) -> None:
    start(database, claim(database))

    with database.reading() as session:
        assert (signups.find_by_handle(session, "h1", NOON + age) is not None) is is_found


@pytest.mark.parametrize(
    ("write", "worth"),
    [
        (str, "opened"),
        (str.lower, "opened"),
        (lambda code: f" {code[:4]} {code[4:]} ", "opened"),
        (lambda code: f"{code[:4]}-{code[4:]}", "opened"),
        ("\u00a0".join, "opened"),
        (lambda code: code[:-1], "CodeWrong"),
        (lambda code: code + code[-1], "CodeWrong"),
        (lambda code: code[::-1] + "A", "CodeWrong"),
        (lambda code: "", "CodeWrong"),
        (lambda code: "\ud800", "CodeWrong"),
    ],
)
def test_a_code_is_taken_as_people_copy_it(
    database: Database, write: Callable[[str], str], worth: str
) -> None:
    signup = start(database, claim(database))
    code = secrets_of(database).code

    assert outcome(lambda: enters(database, signup, write(code))) == worth
    assert (len(code), set(code) <= set(ALPHABET)) == (8, True)


@pytest.mark.parametrize(("wrong", "worth"), [(4, "opened"), (5, "CodeWrong"), (9, "CodeWrong")])
def test_a_code_has_five_tries(database: Database, wrong: int, worth: str) -> None:
    signup = start(database, claim(database))
    code = secrets_of(database).code

    guesses = [outcome(lambda: enters(database, signup, "AAAAAAAA")) for _ in range(wrong)]

    assert guesses == ["CodeWrong"] * wrong
    assert outcome(lambda: enters(database, signup, code)) == worth


def test_of_ten_guesses_at_the_last_try_one_is_heard(database: Database) -> None:
    signup = start(database, claim(database))
    code = secrets_of(database).code
    for _ in range(4):
        outcome(lambda: enters(database, signup, "AAAAAAAA"))

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda _: outcome(lambda: enters(database, signup, "CCCCCCCC")), range(10)))

    assert outcome(lambda: enters(database, signup, code)) == "CodeWrong"
    with database.reading() as session:
        assert session.scalars(select(Confirmation.tries)).all() == [5]


def test_a_new_letter_brings_a_new_code_with_tries_of_its_own(database: Database) -> None:
    signup = start(database, claim(database))
    first = secrets_of(database)
    for _ in range(5):
        outcome(lambda: enters(database, signup, "AAAAAAAA"))

    assert does(database, signup, "resend", NOON + MINUTE) == "None"
    second = secrets_of(database, NOON + MINUTE)

    assert outcome(lambda: enters(database, signup, first.code, NOON + MINUTE)) == "CodeWrong"
    assert outcome(lambda: enters(database, signup, second.code, NOON + MINUTE)) == "opened"


def test_a_letter_that_goes_twice_has_two_codes_and_both_work(database: Database) -> None:
    signup = start(database, claim(database))
    lost, second = secrets_of(database), secrets_of(database, NOON + MINUTE)

    assert lost.code != second.code
    assert outcome(lambda: enters(database, signup, lost.code, NOON + MINUTE)) == "opened"
    assert outcome(lambda: follows(database, second.token, NOON + MINUTE)) == "AlreadyConfirmed"


def test_twenty_confirmations_at_once_open_one_account(database: Database) -> None:
    signup = start(database, claim(database))
    secrets = secrets_of(database)

    def confirm(number: int) -> str:
        if number % 2:
            return outcome(lambda: enters(database, signup, secrets.code))
        return outcome(lambda: follows(database, secrets.token))

    with ThreadPoolExecutor(20) as pool:
        found = Counter(pool.map(confirm, range(20)))

    assert found["opened"] == 1
    assert found.keys() <= {"opened", "AlreadyConfirmed", "CodeWrong"}
    with database.reading() as session:
        assert len(session.scalars(select(Account)).all()) == 1
        assert len(session.scalars(select(Letter).where(Letter.kind == "account_opened")).all()) == 1


def test_of_two_claims_confirmed_at_once_one_opens_the_account(database: Database) -> None:
    claims = [start(database, claim(database, partner=p, handle_hash=p)) for p in ("1234567", "4958765")]
    codes = []
    for signup in claims:
        with database.writing() as session:
            codes.append(verification.mint(session, session.get_one(Signup, signup.id), NOON).code)
            session.commit()

    with ThreadPoolExecutor(2) as pool:
        pairs = zip(claims, codes, strict=True)
        found = sorted(pool.map(lambda pair: outcome(lambda: enters(database, *pair)), pairs))

    assert found == ["kept", "opened"]


def test_letters_can_be_asked_for_after_a_minute_then_five_then_thirty_and_five_times(
    database: Database,
) -> None:
    signup, now = start(database, claim(database)), NOON

    for wait in (MINUTE, 5 * MINUTE, 30 * MINUTE, 30 * MINUTE, 30 * MINUTE):
        assert does(database, signup, "resend", now + wait - SECOND) == ResendTooSoon.__name__
        now += wait
        assert does(database, signup, "resend", now) == "None"

    assert does(database, signup, "resend", now + 5 * HOUR) == NoMoreLetters.__name__


def test_of_ten_requests_for_a_letter_at_once_one_is_heard(database: Database) -> None:
    signup = start(database, claim(database))

    with ThreadPoolExecutor(10) as pool:
        found = Counter(pool.map(lambda _: does(database, signup, "resend", NOON + MINUTE), range(10)))

    assert found == {"None": 1, "ResendTooSoon": 9}
    with database.reading() as session:
        assert len(session.scalars(select(Letter)).all()) == 2


def test_another_address_kills_links_codes_and_letters_under_way(database: Database) -> None:
    signup = start(database, claim(database))
    old = secrets_of(database)
    with database.writing() as session:
        under_way = session.scalars(select(Letter)).one()

    assert does(database, signup, "change_address", "ada@new.example", NOON) == "None"

    assert outcome(lambda: enters(database, signup, old.code)) == CodeWrong.__name__
    with pytest.raises(LinkExpired) as expired:
        follows(database, old.token)
    assert not expired.value.is_same_address
    with database.writing() as session, pytest.raises(NothingToSay):
        enclosures.enclose(session, under_way, NOON)
    assert outcome(lambda: enters(database, signup, secrets_of(database).code)) == "opened"
    with database.reading() as session:
        assert session.scalars(select(Account.email)).all() == ["ada@new.example"]


def test_an_address_can_be_changed_twice(database: Database) -> None:
    signup = start(database, claim(database))

    found = [does(database, signup, "change_address", f"ada{n}@new.example", NOON) for n in range(3)]

    assert found == ["None", "None", NoMoreChanges.__name__]


@pytest.mark.parametrize("deed", [("resend", NOON + HOUR), ("change_address", "ada@new.example", NOON)])
@pytest.mark.parametrize("disowned", [False, True])
def test_what_is_settled_stays_settled(
    database: Database, deed: tuple[str | datetime, ...], disowned: bool
) -> None:
    signup = start(database, claim(database))
    secrets = secrets_of(database)
    if disowned:
        disown(database, secrets.token)
    else:
        enters(database, signup, secrets.code)

    assert does(database, signup, str(deed[0]), *deed[1:]) == Settled.__name__
    settled = Disowned if disowned else AlreadyConfirmed
    assert outcome(lambda: enters(database, signup, secrets.code)) == settled.__name__
    assert outcome(lambda: follows(database, secrets.token)) == settled.__name__
    with pytest.raises(NothingToSay):
        hand_over(database)


@pytest.mark.parametrize("spoil", [str.lower, lambda t: t[:-1], lambda t: t + "=", lambda t: f"{t} ", len])
def test_only_the_whole_token_is_known(database: Database, spoil: Callable[[str], object]) -> None:
    start(database, claim(database))
    token = secrets_of(database).token

    assert outcome(lambda: follows(database, str(spoil(token)))) == UnknownLink.__name__


@pytest.mark.parametrize(
    ("rival_age", "rival_disowned", "needed"),
    [
        (timedelta(), False, True),
        (24 * HOUR - SECOND, False, True),
        (24 * HOUR, False, False),
        (timedelta(), True, False),
    ],
)
def test_a_link_asks_for_the_password_while_another_claim_is_open(
    database: Database, rival_age: timedelta, rival_disowned: bool, needed: bool
) -> None:
    rival = start(database, webstore(database, handle_hash="rival"), NOON - rival_age)
    if rival_disowned:
        with database.writing() as session:
            session.execute(update(Signup).where(Signup.id == rival.id).values(disowned_at=NOON))
            session.commit()
    start(database, claim(database))
    token = secrets_of(database).token

    assert outcome(lambda: follows(database, token)) == (PasswordNeeded.__name__ if needed else "opened")
    if needed:
        assert outcome(lambda: follows(database, token, knows_password=True)) == "opened"


def test_an_account_is_never_upgraded_by_a_link_alone(database: Database) -> None:
    enters(database, start(database, claim(database)), secrets_of(database).code)
    start(database, webstore(database, handle_hash="h2"))
    token = secrets_of(database).token

    assert outcome(lambda: follows(database, token)) == PasswordNeeded.__name__
    assert outcome(lambda: follows(database, token, knows_password=True)) == "upgraded"
