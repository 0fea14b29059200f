"""Usage from a file: each line counted once, told before, or refused with what is wrong with it."""

import io
import re

import pytest
from sqlalchemy import select

from app import clock
from app.config import ROOT
from app.db import Database
from app.models import AuditEvent, UsageEvent
from tests import colleague, seating
from tests.browser import Browser, Page
from tests.colleague import Colleague

VENDORS = ROOT / "docs" / "vendors.md"
HEAD = "external_id,account,kind,quantity,used_at\n"
LINE = "cdr-1,ada@engines.example,minutes,42,2026-11-02T09:30:00Z\n"


@pytest.fixture
def dave(browser: Browser, the_database: Database) -> Colleague:
    browser.waits((seating.NOON - clock.now()).total_seconds() + 60)
    seating.account(the_database)
    return colleague.arrives(browser, "cm")


def sends(dave: Colleague, content: str | bytes | None) -> Page:
    page = dave.get("/console/usage")
    data = colleague.values(colleague.form_of(page, "/usage"))
    if content is not None:
        raw = content.encode() if isinstance(content, str) else content
        data["file"] = (io.BytesIO(raw), "usage.csv")  # type: ignore[assignment]
    return dave.post("/console/usage", data, referer=page.url)


def outcomes(answer: Page) -> list[tuple[str, str, str]]:
    rows = answer.soup.select("tbody tr")
    cells = [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in rows]
    return [(row[0], row[1], row[-1]) for row in cells]


def kept(database: Database) -> list[tuple[str, int]]:
    with database.reading() as session:
        return [(one.external_id, one.quantity) for one in session.scalars(select(UsageEvent))]


def test_each_line_is_counted_told_before_or_refused(dave: Colleague, database: Database) -> None:
    file = (
        HEAD
        + LINE
        + LINE
        + "cdr-2,999,minutes,1,2026-11-02T09:30:00Z\n"
        + "cdr-1,ada@engines.example,minutes,43,2026-11-02T09:30:00Z\n"
        + "cdr-3,ada@engines.example,minutes,many,2026-11-02T09:30:00Z\n"
    )

    answer = sends(dave, file)

    assert outcomes(answer)[3:] == [("2", "taken", "nothing"), ("3", "told before", "nothing")]
    refused = outcomes(answer)[:3]
    assert [(line, outcome) for line, outcome, _ in refused] == [(str(n), "refused") for n in (4, 5, 6)]
    for (_, _, words), start in zip(
        refused, ("There is no such account", "Something else", "quantity: Write"), strict=True
    ):
        assert words.startswith(start)
    assert kept(database) == [("cdr-1", 42)]


def test_the_same_file_again_changes_nothing(dave: Colleague, sqlite: Database) -> None:
    first, again = sends(dave, HEAD + LINE), sends(dave, HEAD + LINE)

    assert [outcomes(page)[0][1] for page in (first, again)] == ["taken", "told before"]
    with sqlite.reading() as session:
        noted = session.scalars(select(AuditEvent)).all()
        assert [(one.deed, one.subject) for one in noted] == [("usage_uploaded", "1 events")]


def test_the_documents_example_is_taken_as_it_stands(dave: Colleague, sqlite: Database) -> None:
    found = re.search(r"```csv\n(external_id.*?)```", VENDORS.read_text("utf-8"), re.DOTALL)
    assert found

    answer = sends(dave, found[1])

    assert {outcome for _, outcome, _ in outcomes(answer)} == {"taken"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "Choose a file first."),
        ("id,minutes\n1,2\n", "The first line has to name the columns external_id, account"),
        (HEAD, "The file has no line below its headings."),
        (b"\xff\xfe\x00", "This is no text."),
        (HEAD + LINE * 2_001, "The file has more than 2,000 lines."),
    ],
)
def test_a_file_that_is_none_is_refused_as_a_whole(
    dave: Colleague, sqlite: Database, content: str | bytes | None, words: str
) -> None:
    answer = sends(dave, content)

    assert answer.status == 422
    assert words in answer.says("main")
    assert kept(sqlite) == []
