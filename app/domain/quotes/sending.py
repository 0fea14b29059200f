"""Sending a quote: its letter, the link in it, and who looked at it when."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain import catalogs, letter_secrets, outbox, pricing
from app.domain.quotes.drafting import Customer, draft_of
from app.domain.quotes.steps import (
    DateIsOver,
    NothingToSend,
    RuleBroken,
    StepNotPossible,
    UnknownLink,
    move,
    record,
)
from app.domain.webhooks import events
from app.models import Quote, QuoteLink, QuoteRevision


def send(session: Session, quote: Quote, actor: str, now: datetime) -> QuoteRevision:
    """Seal the draft and have its letter written.

    Raises NothingToSend, RuleBroken, DateIsOver, StepNotPossible.
    """
    draft = draft_of(session, quote)
    if draft is None:
        raise NothingToSend(f"quote {quote.id}")
    judge(session, quote, draft)
    if quote.valid_until < now.date():
        raise DateIsOver(f"quote {quote.id}")
    # Whoever accepts the revision before it at this moment is first, or too late.
    last = Quote.revision == draft.number - 1
    # Its date can change later: reports ask what it was on some day.
    told: dict[str, Any] = {"revision": draft.number, "until": quote.valid_until.isoformat()}
    move(session, quote, "sent", actor, now, last, values={"revision": draft.number}, **told)
    draft.sent_at = now
    session.flush()
    _post(session, quote, now)
    events.of_quote(session, quote, "sent", now)
    return draft


def send_again(session: Session, quote: Quote, actor: str, now: datetime) -> None:
    """Another letter with a link to the last revision. Raises StepNotPossible."""
    if quote.state != "sent":
        raise StepNotPossible(f"quote {quote.id} is {quote.state}")
    record(session, quote, "sent_again", actor, now)
    _post(session, quote, now)


def readdress(session: Session, quote: Quote, customer: Customer, actor: str, now: datetime) -> bool:
    """Put right whom a sent quote is for, and write there; False if that is so already.

    Links in letters to another address open nothing from then on. Raises StepNotPossible.
    """
    values = asdict(customer)
    was = {name: getattr(quote, name) for name in values if getattr(quote, name) != values[name]}
    if not was:
        return False
    moved = session.execute(
        update(Quote)
        .where(Quote.id == quote.id, Quote.state == "sent")
        .values(**values)
        .returning(Quote.id)
        .execution_options(synchronize_session=False)
    ).first()
    if moved is None:
        raise StepNotPossible(f"quote {quote.id} is {quote.state}")
    session.refresh(quote, list(values))
    record(session, quote, "readdressed", actor, now, was=was)
    _post(session, quote, now)
    return True


def extend(session: Session, quote: Quote, until: date, actor: str, now: datetime) -> bool:
    """Let it be accepted until this day; False if it can be already. Raises DateIsOver, StepNotPossible."""
    if until < now.date():
        raise DateIsOver(f"quote {quote.id}")
    before = quote.valid_until
    moved = session.execute(
        update(Quote)
        .where(Quote.id == quote.id, Quote.state.in_(("draft", "sent")))
        .values(valid_until=until)
        .returning(Quote.id)
        .execution_options(synchronize_session=False)
    ).first()
    if moved is None:
        raise StepNotPossible(f"quote {quote.id} is {quote.state}")
    session.refresh(quote, ["state", "valid_until"])
    if quote.state == "sent" and until != before:
        record(session, quote, "extended", actor, now, until=until.isoformat())
    return until != before


def judge(session: Session, quote: Quote, revision: QuoteRevision) -> None:
    """Hold a revision to the rules of its catalogue. Raises RuleBroken."""
    broken = pricing.violations(*catalogs.configured(session, quote, revision))
    if broken:
        raise RuleBroken(broken)


def mint(session: Session, quote: Quote, now: datetime) -> str:
    """The token of a letter that is about to be handed over; those of earlier letters there stay good."""
    token = letter_secrets.mint().token
    hashed = letter_secrets.token_hash(token)
    session.add(QuoteLink(quote_id=quote.id, token_hash=hashed, email=quote.email, minted_at=now))
    return token


def look(session: Session, token: str) -> Quote:
    """The quote that a link opens. Raises UnknownLink."""
    hashed = letter_secrets.token_hash(token)
    # Judged here and not when an address changes: a letter to the old one may be leaving just then.
    ours = (QuoteLink.token_hash == hashed, QuoteLink.email == Quote.email)
    quote = session.scalar(select(Quote).join(QuoteLink, QuoteLink.quote_id == Quote.id).where(*ours))
    if quote is None:
        raise UnknownLink
    return quote


def visited(session: Session, quote: Quote, now: datetime) -> bool:
    """The customer looks at it: each day is written down once, and the first time apart."""
    is_first = record(session, quote, "first_viewed", "customer", now, day="")
    return record(session, quote, "visited", "customer", now, day=now.date().isoformat()) or is_first


def _post(session: Session, quote: Quote, now: datetime) -> None:
    details = {"quote_id": quote.id, "revision": quote.revision}
    outbox.post(session, "quote_sent", quote.email, details=details, now=now)
