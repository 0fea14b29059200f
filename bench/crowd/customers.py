"""Accounts with the signups that they began as, whom they are tied to, and who never confirmed."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Connection

from bench.crowd import deals, rows
from bench.crowd.leads import LETTERS, letter, token
from bench.crowd.partners import All
from bench.crowd.times import Times

ACCOUNTS = rows.table("accounts")
SIGNUPS = rows.table("signups")
TIES = rows.table("attributions")
CONFIRMATIONS = rows.table("confirmations")
STORY = rows.table("person_events")

CONFIRMS_AFTER = timedelta(minutes=7)
UNCONFIRMED = 5
"""Beside this many accounts stands one signup that nobody confirmed."""
NOBODYS_HASH = "!"


def write(connection: Connection, many: int, known: All, times: Times) -> int:
    """All of them, the oldest first, each with the signup of its number; returns the first one's id."""
    account, signup = rows.last_id(connection, ACCOUNTS) + 1, rows.last_id(connection, SIGNUPS) + 1
    rows.write(connection, ACCOUNTS, (_account(one, many, account, known, times) for one in range(many)))
    started = range(many + many // UNCONFIRMED)
    rows.write(connection, SIGNUPS, (_signup(one, many, account, signup, known, times) for one in started))
    rows.write(connection, TIES, _ties(many, account, signup, known, times))
    rows.write(connection, CONFIRMATIONS, (_confirmation(one, many, signup, times) for one in started))
    rows.write(connection, STORY, _story(many, account, signup, times))
    sent = (_letter(one, many, signup, times) for one in started)
    rows.write(connection, LETTERS, (one for one in sent if one["sent_at"] > times.letters_since))
    return account


def names(number: int) -> rows.Row:
    """Who the person of this number is."""
    return {
        "first_name": f"Grace{number % 997}",
        "last_name": f"Murray{number % 7919}",
        "email": f"customer.{number}@crowd.example",
        "email_key": f"customer.{number}@crowd.example",
    }


def _began(number: int, many: int, times: Times) -> rows.Row:
    claimed = times.of(number, many) if number < many else times.of_claim(number - many, many // UNCONFIRMED)
    return {"created_at": claimed - CONFIRMS_AFTER}


def _account(number: int, many: int, first: int, known: All, times: Times) -> rows.Row:
    at, bought = times.of(number, many), deals.is_won(number, known)
    return names(number) | {
        "id": first + number,
        "password_hash": NOBODYS_HASH,
        "password_changed_at": at,
        "plan": "quoted" if bought else "guest",
        "created_at": at,
        "upgraded_at": deals.won_at(at) if bought else None,
        "production_at": deals.won_at(at) if bought else None,
    }


def _signup(number: int, many: int, account: int, first: int, known: All, times: Times) -> rows.Row:
    began, partner, is_confirmed = _began(number, many, times)["created_at"], known.of(number), number < many
    return names(number) | {
        "id": first + number,
        "handle_hash": token("signup", number),
        "form": "guest",
        "plan": "guest",
        "password_hash": NOBODYS_HASH,
        "claimed_partner_id": partner.public_id if partner else None,
        "sub_partner_id": f"sub{number % 7}" if number % 3 == 0 else None,
        "partner_id": partner.id if partner else None,
        "utm": {},
        "touched_at": began,
        "eusa_version": "2026-01",
        "eusa_accepted_at": began,
        "eusa_network": "10.0.0.0/24",
        "eusa_declared_by": "prospect",
        "last_letter_at": began,
        "created_at": began,
        "confirmed_at": began + CONFIRMS_AFTER if is_confirmed else None,
        "account_id": account + number if is_confirmed else None,
    }


def _ties(many: int, account: int, signup: int, known: All, times: Times) -> Iterator[rows.Row]:
    for number in range(many):
        if partner := known.of(number):
            yield {
                "account_id": account + number,
                "partner_id": partner.id,
                "sub_partner_id": f"sub{number % 7}" if number % 3 == 0 else None,
                "signup_id": signup + number,
                "bound_at": times.of(number, many),
            }


def _confirmation(number: int, many: int, signup: int, times: Times) -> rows.Row:
    began = _began(number, many, times)["created_at"]
    return {
        "signup_id": signup + number,
        "address_version": 1,
        "token_hash": token("confirmation", number),
        "code_hash": token("code", number),
        "handed_over_at": began,
        "used_at": began + CONFIRMS_AFTER if number < many else None,
    }


def _story(many: int, account: int, signup: int, times: Times) -> Iterator[rows.Row]:
    for number in range(many):
        at = times.of(number, many)
        who = {"actor": "prospect", "at": at, "details": {}}
        yield {"signup_id": signup + number, "account_id": None, "kind": "confirmed", **who}
        yield {"signup_id": None, "account_id": account + number, "kind": "opened", **who}


def _letter(number: int, many: int, signup: int, times: Times) -> rows.Row:
    at = _began(number, many, times)["created_at"]
    told = letter("confirm_address", names(number)["email"], at, "signup", number)
    return told | {"signup_id": signup + number, "details": {"address_version": 1}}
