"""Numbers of invoices and credit notes: from 1, each in its own series, without gaps.

A number is taken in the transaction that issues the document: whoever rolls back gives it back.
"""

import re

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.db import InsertOnce
from app.models import Invoice, Series

INVOICES, CREDITS = "invoice", "credit"

_MARKS = {INVOICES: "INV", CREDITS: "CR"}
_SHOWN = re.compile(r"(?:(?:INV|CR)-?)?0*([1-9][0-9]{0,14})", re.ASCII | re.IGNORECASE)
_INSERT = InsertOnce(Series.__table__)


def hold(session: Session, series: str) -> None:
    """Keep everybody else from issuing in this series until the caller commits."""
    _advance(session, series, 0)


def following(session: Session, series: str) -> int:
    """The next number, which is the caller's as soon as they commit."""
    return _advance(session, series, 1)


def shown(invoice: Invoice) -> str:
    """The number as it stands on the document, like INV-00012 or CR-00003."""
    return f"{_MARKS[invoice.series]}-{invoice.number:05d}"


def read(text: str) -> int | None:
    """The number of a document as people write it; None if it is none."""
    found = _SHOWN.fullmatch(text.strip())
    return int(found[1]) if found else None


def _advance(session: Session, series: str, step: int) -> int:
    """Move the last number on, which holds its row."""
    move = (
        update(Series)
        .where(Series.name == series)
        .values(last=Series.last + step)
        .returning(Series.last)
        .execution_options(synchronize_session=False)
    )
    last = session.scalar(move)
    if last is None:
        _INSERT(session, {"name": series, "last": 0})
        last = session.scalars(move).one()
    return last
