"""The kit for a partner's own form: it works as it is, in every language."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from app.config import ROOT
from app.domain import errorcode, own_form_kit, partner_form
from app.domain.own_form_kit import Seen, parsers
from app.domain.partner_form import Mistakes
from app.edge import doctor
from tests.edge.practice import BASE, HERE

BACK = "http://partnerwebsite.com/smartbox/returnpage.html?a=b#c"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
EVERY_MESSAGE = list(parsers.field_of())
SEED = (
    "errorcode=Invalid+Password.+Please+try+again.%23Phone+Number+must+be+10+digits+numeric."
    "+Example%3A+8008050558.%23Special+characters+and+Numerics+are+not+allowed+in+Last+Name."
    "%23Special+characters+and+Numerics+are+not+allowed+in+First+Name."
)

Read = Callable[[str], list[tuple[str, str]] | None]


def by_python() -> Read:
    names: dict[str, Read] = {}
    exec(own_form_kit.parser("py"), names)
    return names["read_errorcode"]


def by_node(queries: list[str]) -> list[list[tuple[str, str]] | None]:
    """What the JavaScript says of each query, in one run of Node.js."""
    node = shutil.which("node") or str(ROOT / ".venv-node" / "bin" / "node")
    code = (
        f"{own_form_kit.parser('js')}\nconsole.log(JSON.stringify({json.dumps(queries)}.map(readErrorcode)));"
    )
    run = subprocess.run([node, "-"], input=code, capture_output=True, text=True, check=True)
    return [
        None if found is None else [(one["field"], one["message"]) for one in found]
        for found in json.loads(run.stdout)
    ]


def query_with(messages: list[str]) -> str:
    """The query with which a visitor comes back."""
    return urlsplit(errorcode.into(BACK, messages)).query


CASES: list[tuple[str, list[tuple[str, str]] | None]] = [
    ("a=b", None),
    ("errorcode=", []),
    ("?a=b&errorcode=", []),
    (
        SEED,
        [
            ("sb_password", partner_form.INVALID_PASSWORD),
            ("sb_phoneNumber", partner_form.PHONE_DIGITS),
            ("sb_lastname", partner_form.LAST_NAME_LETTERS),
            ("sb_firstname", partner_form.FIRST_NAME_LETTERS),
        ],
    ),
    ("errorcode=Too+many+%3Cb%3E", [("", "Too many <b>")]),
    ("errorcode=constructor", [("", "constructor")]),
    (query_with(EVERY_MESSAGE), [(parsers.field_of()[words], words) for words in EVERY_MESSAGE]),
]


def test_python_reads_every_message_with_its_field() -> None:
    read = by_python()

    assert [read(query) for query, _ in CASES] == [found for _, found in CASES]


def test_javascript_reads_every_message_with_its_field() -> None:
    assert by_node([query for query, _ in CASES]) == [found for _, found in CASES]


def test_php_knows_the_same_messages_and_splits_them_alike() -> None:
    code = own_form_kit.parser("php")

    table = re.search(r"<<<'JSON'\n(.*?)\nJSON;", code, re.DOTALL)
    assert table
    assert json.loads(table[1]) == parsers.field_of()
    assert code.startswith("<?php\n")
    assert "explode('#', $query['errorcode'])" in code
    assert "$fields[$message] ?? ''" in code
    assert all(code.count(left) == code.count(right) for left, right in ("()", "{}", "[]"))


@pytest.mark.parametrize("language", own_form_kit.LANGUAGES)
def test_a_table_of_messages_reads_alike_in_every_language(language: parsers.Language) -> None:
    assert parsers._PLACE not in own_form_kit.parser(language)
    assert not {"\\", '"', "$", "#"} & set("".join(parsers.field_of()))


@given(st.dictionaries(st.sampled_from([field.name for field in partner_form.FIELDS]), st.text(max_size=300)))
@settings(max_examples=300)
def test_no_message_is_said_that_the_kit_does_not_know(values: dict[str, str]) -> None:
    with pytest.raises(Mistakes) as raised:
        partner_form.judge(values | {"term": "1"}, "US")

    assert set(raised.value.messages) <= set(EVERY_MESSAGE)


def test_the_sample_form_has_all_fields_in_the_vendors_order() -> None:
    form = BeautifulSoup(own_form_kit.sample_form(BASE, "4958765", BACK, "106"), "html5lib").form
    assert form

    named = list(dict.fromkeys(str(control["name"]) for control in form.select("input, select")))
    assert named == [
        *("PartnerID", "returnurl", "SubPartnerID"),
        *(field.name for field in partner_form.FIELDS),
        "eusa",
    ]
    assert (form["method"], form["action"]) == ("post", f"{BASE}/auth/webstore/createsbaccount.jsp")
    hidden = {str(one["name"]): str(one["value"]) for one in form.select("[type=hidden]")}
    assert hidden == {"PartnerID": "4958765", "returnurl": BACK, "SubPartnerID": "106"}
    assert [one["value"] for one in form.select("[name=term]")] == ["12", "24", "36"]
    labelled = {str(label["for"]) for label in form.select("label[for]")}
    assert labelled == {str(one["id"]) for one in form.select("[id]")}


def test_the_doctor_finds_nothing_in_the_sample_form() -> None:
    assert doctor.examine(str(own_form_kit.sample_form(BASE, "4958765", BACK)), HERE).findings == ()


def done(seen: Seen) -> dict[str, bool | None]:
    return {point.key: point.done for point in own_form_kit.checklist(seen)}


ONLY_YOU = {"captcha", "agreement", "errors", "typed", "success"}


def test_the_checklist_ticks_what_was_seen() -> None:
    seen = Seen(True, NOON, NOON, taken_at=NOON + timedelta(hours=1), confirmed_at=NOON + timedelta(hours=2))

    assert done(seen) == {point: None if point in ONLY_YOU else True for point in done(seen)}
    assert {key for key, ticked in done(Seen()).items() if ticked is None} == ONLY_YOU
    assert not any(done(Seen()).values())


@pytest.mark.parametrize(
    ("changes", "open_points"),
    [
        ({"sites": False}, {"site"}),
        ({"activated_at": None}, {"activation"}),
        ({"rehearsal_rules": frozenset({"form_refused_foreign"})}, {"returnurl", "rehearsal"}),
        ({"finding_rules": frozenset({"form_refused_origin"})}, {"origin"}),
        ({"finding_rules": frozenset({"form_refused_inactive"})}, {"address"}),
        ({"taken_at": NOON - timedelta(days=1)}, {"live"}),
        ({"taken_at": None, "confirmed_at": None}, {"live", "confirmed"}),
        ({"rehearsed_at": None}, {"rehearsal"}),
    ],
)
def test_the_checklist_says_what_is_still_open(changes: dict[str, object], open_points: set[str]) -> None:
    complete = Seen(
        True, NOON, NOON, taken_at=NOON + timedelta(hours=1), confirmed_at=NOON + timedelta(hours=2)
    )

    seen = replace(complete, **changes)  # type: ignore[arg-type]

    assert {key for key, ticked in done(seen).items() if ticked is False} == open_points
