"""Payments from a file: each line taken once, or refused with what is wrong with it."""

import io
import re
from typing import Any

import pytest
from sqlalchemy import func, select

from app.config import ROOT
from app.db import Database
from app.models import Payment
from tests import colleague, invoicing
from tests.browser import Browser
from tests.browser import Page as Answer
from tests.colleague import Colleague
from tests.invoicing import BARE, day_is, documents

VENDORS = ROOT / "docs" / "vendors.md"
HEAD = "invoice,reference,amount,date\n"


@pytest.fixture
def dave(browser: Browser, the_database: Database) -> Colleague:
    day_is(the_database, "2026-12-01")
    invoicing.opened(the_database, BARE)
    invoicing.opened(the_database, BARE, email="grace@navy.example")
    return colleague.arrives(browser, "cm")


def sends(dave: Colleague, content: bytes | str | None, **more: Any) -> Answer:
    page = dave.get("/console/payments")
    data = colleague.values(colleague.form_of(page, "/payments"))
    if content is not None:
        raw = content.encode() if isinstance(content, str) else content
        data["file"] = (io.BytesIO(raw), "bank.csv")  # type: ignore[assignment]
    return dave.post("/console/payments", data, referer=page.url)


def outcomes(answer: Answer) -> list[tuple[str, str]]:
    rows = answer.soup.select("tbody tr")
    return [tuple(str(row.select("th, td")[cell].text) for cell in (0, 1)) for row in rows]  # type: ignore[misc]


def test_a_file_is_taken_line_by_line(dave: Colleague, database: Database) -> None:
    file = (
        "Reference;Date;Amount;Payer;Invoice\r\n"
        "W1;2026-12-01;269.50;Ada;INV-00001\r\n"
        "\r\n"
        'W2;2026-11-30;100;"Grace; Hopper";2\r\n'
        "W3;2026-12-01;1,50;Grace;2\r\n"
        "W4;2026-12-01;1.50;Nobody;inv-9\r\n"
        "W1;2026-12-01;1.50;Grace;2\r\n"
    )

    answer = sends(dave, file)

    assert answer.says(".figures") == "Taken 2 Known before 0 Refused 3"
    assert outcomes(answer) == [
        ("5", "refused"),
        ("6", "refused"),
        ("7", "refused"),
        ("2", "taken"),
        ("4", "taken"),
    ]
    for words in (
        "Write an amount like 1234.50",
        "There is no invoice 9.",
        "The reference W1 was recorded before: $269.50 for INV-00001.",
    ):
        assert words in answer.says("tbody")
    assert [one.receivable.state for one in documents(database) if one.receivable] == ["paid", "part_paid"]


def test_the_same_file_again_changes_nothing(dave: Colleague, sqlite: Database) -> None:
    file = f"{HEAD}1,W1,100.00,2026-12-01\n1,W1,100.00,2026-12-01\n1,W2,-50.00,2026-12-01\n"

    first, again = sends(dave, file), sends(dave, file)

    assert first.says(".figures") == "Taken 2 Known before 1 Refused 0"
    assert again.says(".figures") == "Taken 0 Known before 3 Refused 0"
    with sqlite.reading() as session:
        assert session.scalar(select(func.sum(Payment.amount_cents))) == 5_000


def test_the_documents_example_is_taken_as_it_stands(dave: Colleague, sqlite: Database) -> None:
    day_is(sqlite, "2026-12-09")
    dave.signs_in("cm")
    (example,) = re.findall(r"```csv\n(invoice,.*?)```", VENDORS.read_text("utf-8"), re.DOTALL)

    answer = sends(dave, example.replace("INV-00012", "INV-00001"))

    assert answer.says(".figures") == "Taken 2 Known before 0 Refused 0"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "Choose a file first."),
        ("", "Choose a file first."),
        (HEAD, "The file has no line below its headings."),
        ("invoice,amount,date\n1,1,2026-12-01\n", "The first line has to name the columns"),
        ("\x00\xff".encode("latin-1"), "This is no text."),
        (b"\x89PNG\r\n\x1a\n", "This is no text."),
        (HEAD + "1,W,1,2026-12-01\n" * 2_001, "The file has more than 2,000 lines."),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_file_that_is_none_is_refused_as_a_whole(
    dave: Colleague, sqlite: Database, content: bytes | str | None, words: str
) -> None:
    answer = sends(dave, content)

    assert answer.status == 422
    assert words in answer.says(".summary")
    with sqlite.reading() as session:
        assert session.scalar(select(func.count(Payment.id))) == 0


def test_nonsense_in_a_line_is_shown_and_refused(dave: Colleague, sqlite: Database) -> None:
    answer = sends(dave, f"{HEAD}1\n,,,x\n1,W,NaN,2026-12-01\n1,<b>,1,2026-13-01\nCR-1,W,1,2026-12-01\n")

    assert answer.says(".figures") == "Taken 0 Known before 0 Refused 5"
    assert "<b>" in answer.says("tbody")
