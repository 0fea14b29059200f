"""Finding a person: the rows of every table that are about whoever has an address.

What is typed into free text about somebody, by others and without their address, nobody can find.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

from sqlalchemy import ColumnElement, String, cast, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.domain import addresses
from app.models import (
    Account,
    Attribution,
    AuditEvent,
    Chat,
    ChatMessage,
    CommissionEntry,
    CommissionRelease,
    Confirmation,
    DryRun,
    Finding,
    Invoice,
    Lead,
    LeadEvent,
    Letter,
    Model,
    ModificationRequest,
    Order,
    OrderEvent,
    PasswordReset,
    Payable,
    Payment,
    PersonEvent,
    Quote,
    QuoteEvent,
    QuoteLink,
    QuoteRevision,
    Receivable,
    SeatEvent,
    SentForm,
    Signup,
    StatementLine,
    Subscription,
    UsageEvent,
    User,
    WebhookDelivery,
)

Found = dict[str, list[int]]
"""The keys of the rows about a person, by table; every table that can hold any is there."""

Where = ColumnElement[bool]
_Key = InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
_SLICE = 500


def find(session: Session, email: str) -> Found:
    """The rows about whoever has this address, in whatever case it is written."""
    key = addresses.key(email)
    found: Found = {}

    def look(kind: type[Model], *any_of: Where) -> None:
        (identity,) = kind.__table__.primary_key
        query = select(identity).where(or_(*any_of)).order_by(identity)
        found[kind.__tablename__] = list(session.scalars(query))

    def among(column: _Key, name: str) -> Where:
        return _any(column, found[name])

    def written(column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None]) -> Where:
        return func.lower(column) == key

    look(User, User.email_key == key)
    look(Account, Account.email_key == key)
    look(Signup, Signup.email_key == key, among(Signup.account_id, "accounts"))
    look(Lead, written(Lead.email))
    look(Quote, written(Quote.email))
    look(Order, written(Order.email), among(Order.account_id, "accounts"))
    look(Chat, written(Chat.email))
    # Also after they were forgotten: invoices keep their addressee.
    look(
        Invoice,
        among(Invoice.account_id, "accounts"),
        func.lower(Invoice.customer["email"].as_string()) == key,
    )
    look(ChatMessage, among(ChatMessage.chat_id, "chats"))
    look(LeadEvent, among(LeadEvent.lead_id, "leads"))
    look(
        PersonEvent,
        among(PersonEvent.account_id, "accounts"),
        among(PersonEvent.signup_id, "signups"),
    )
    look(Confirmation, among(Confirmation.signup_id, "signups"))
    look(PasswordReset, among(PasswordReset.account_id, "accounts"))
    look(QuoteRevision, among(QuoteRevision.quote_id, "quotes"))
    look(QuoteEvent, among(QuoteEvent.quote_id, "quotes"))
    look(QuoteLink, among(QuoteLink.quote_id, "quotes"), written(QuoteLink.email))
    look(ModificationRequest, among(ModificationRequest.quote_id, "quotes"))
    look(OrderEvent, among(OrderEvent.order_id, "orders"))
    look(Attribution, among(Attribution.account_id, "accounts"))
    look(Subscription, among(Subscription.account_id, "accounts"))
    look(SeatEvent, among(SeatEvent.subscription_id, "subscriptions"))
    look(UsageEvent, among(UsageEvent.account_id, "accounts"))
    look(Receivable, among(Receivable.invoice_id, "invoices"))
    look(Payment, among(Payment.invoice_id, "invoices"))
    look(CommissionEntry, among(CommissionEntry.account_id, "accounts"))
    look(CommissionRelease, among(CommissionRelease.entry_id, "commission_entries"))
    look(Payable, among(Payable.entry_id, "commission_entries"))
    look(StatementLine, among(StatementLine.entry_id, "commission_entries"))
    look(Letter, *_letters(session, found, key))
    look(WebhookDelivery, *_messages(session, found, key))
    look(DryRun, _mentions(session, DryRun, DryRun.query, key))
    look(Finding, _mentions(session, Finding, Finding.value, key))
    look(SentForm, _mentions(session, SentForm, SentForm.words, key))
    look(AuditEvent, *_deeds(session, found, key))
    return found


def _letters(session: Session, found: Found, key: str) -> Iterator[Where]:
    """Letters to them, and letters about them to others."""
    yield func.lower(Letter.recipient) == key
    yield _any(Letter.lead_id, found["leads"])
    yield _any(Letter.signup_id, found["signups"])
    about = {
        "about_account": "accounts",
        "account_id": "accounts",
        "chat_id": "chats",
        "invoice_id": "invoices",
        "order_id": "orders",
        "quote_id": "quotes",
    }
    for detail, table in about.items():
        yield _any(Letter.details[detail].as_integer(), found[table])
    yield _mentions(session, Letter, cast(Letter.details, String), key)


def _messages(session: Session, found: Found, key: str) -> Iterator[Where]:
    """What partners' systems were told of them, with words or without."""
    yield _mentions(session, WebhookDelivery, WebhookDelivery.payload, key)
    yield _mentions(session, WebhookDelivery, WebhookDelivery.last_answer, key)
    for name in ("leads", "quotes", "orders", "accounts"):
        for number in found[name]:
            yield WebhookDelivery.payload.contains(f'"data":{{"{name[:-1]}":{number},')


def _deeds(session: Session, found: Found, key: str) -> Iterator[Where]:
    """What was done to them, or with their things."""
    yield _mentions(session, AuditEvent, AuditEvent.subject, key)
    yield _mentions(session, AuditEvent, cast(AuditEvent.details, String), key)
    for name in ("Lead", "Quote", "Order", "Account", "Chat"):
        numbers = found[f"{name.lower()}s"]
        for start in range(0, len(numbers), _SLICE):
            yield AuditEvent.subject.in_([f"{name} {one}" for one in numbers[start : start + _SLICE]])


def _any(column: ColumnElement[int] | _Key, numbers: list[int]) -> Where:
    return column.in_(numbers) if numbers else false()


def _mentions(session: Session, kind: type[Model], column: Any, key: str) -> Where:
    """Rows whose text holds the address; not where it is the end or the beginning of another's."""
    (identity,) = kind.__table__.primary_key
    likely = or_(*(func.lower(column).contains(form, autoescape=True) for form in {key, quote(key).lower()}))
    whole = re.compile(rf"(?<![\w.+-]){re.escape(key)}(?![\w-]|\.\w)", re.IGNORECASE)
    rows = session.execute(select(identity, column).where(likely))
    return identity.in_(
        [number for number, text in rows if whole.search(text) or whole.search(unquote(text))]
    )
