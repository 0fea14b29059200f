"""Parameters: every rule of SPEC section 1, and that nothing makes parsing fail."""

import re
from dataclasses import fields, replace
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.edge import params
from app.edge.params import Parameters

EMPTY = Parameters()
UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def rules(query: str) -> list[tuple[str, str]]:
    """Rule and parameter of each finding."""
    return [(found.rule, found.hint) for found in params.parse(query).findings]


@pytest.mark.parametrize(
    ("query", "changes"),
    [
        ("PartnerID=1234567", {"PartnerID": "1234567"}),
        ("PartnerID=1234567&PartnerID=1234567", {"PartnerID": "1234567"}),
        ("PartnerID=1234567&PartnerID=%201234567", {"PartnerID": "1234567"}),
        ("& PartnerID=1234567&\tSubPartnerID =106", {"PartnerID": "1234567", "SubPartnerID": "106"}),
        ("SubPartnerID=" + "a" * 64, {"SubPartnerID": "a" * 64}),
        ("SubPartnerID=Zo%C3%AB", {"SubPartnerID": "Zoë"}),
        ("source_company=A&source_company=B", {"source_company": "A"}),
        ("source_number=408.123.4567", {"source_number": "408.123.4567"}),
        ("source_number=%2B12345678", {"source_number": "+12345678"}),
        ("source_number=%2B123456789012345", {"source_number": "+123456789012345"}),
        ("source_email=Tim@TMCLabs.com", {"source_email": "Tim@tmclabs.com"}),
        ("source_website=https://m%C3%BCller.example/", {"source_website": "https://xn--mller-kva.example/"}),
        ("returnurl=http://partnerwebsite.com/a?b=c", {"returnurl": "http://partnerwebsite.com/a?b=c"}),
        ("webchat=false", {"webchat": False}),
        ("webchat=true", {}),
        ("test=true", {"test": True}),
        ("test=true&test=true", {"test": True}),
        ("test=false", {}),
        ("syndication=true", {"syndication": True}),
        ("theme=dark", {"theme": "dark"}),
        ("", {}),
        ("&&&", {}),
        ("utm_source=x&colour=red&=&PartnerId", {}),
    ],
)
def test_a_wellformed_value_is_taken_without_a_finding(query: str, changes: dict[str, object]) -> None:
    call = params.parse(query)

    assert call.parameters == replace(EMPTY, **changes)  # type: ignore[arg-type]
    assert [found for found in call.findings if found.rule != "misspelt"] == []


@pytest.mark.parametrize(
    ("query", "finding"),
    [
        ("partnerid=1", ("misspelt", "PartnerID")),
        ("PARTNERID=1", ("misspelt", "PartnerID")),
        ("SubpartnerID=1", ("misspelt", "SubPartnerID")),
        ("returnURL=x", ("misspelt", "returnurl")),
        ("ReturnUrl=x", ("misspelt", "returnurl")),
        ("Source_CM_Name=x", ("misspelt", "source_cm_name")),
        ("source-cm-name=x", ("misspelt", "source_cm_name")),
        ("PartnerID=1&PartnerID=2", ("repeated", "PartnerID")),
        ("SubPartnerID=1&SubPartnerID=2", ("repeated", "SubPartnerID")),
        ("returnurl=http://a.test&returnurl=http://b.test", ("repeated", "returnurl")),
        ("test=true&test=false", ("repeated", "test")),
        ("test=true&test=", ("repeated", "test")),
        ("PartnerID=", ("empty", "PartnerID")),
        ("PartnerID=%20%20", ("empty", "PartnerID")),
        ("PartnerID=%00", ("malformed", "PartnerID")),
        ("PartnerID=%FF", ("malformed", "PartnerID")),
        ("PartnerID=" + "1" * 121, ("malformed", "PartnerID")),
        ("SubPartnerID=" + "a" * 65, ("malformed", "SubPartnerID")),
        *((f"SubPartnerID=1{quote(bad)}6", ("malformed", "SubPartnerID")) for bad in " \t$!^%#\u00a0\u3000"),
        ("source_number=8008050558", ("malformed", "source_number")),
        ("source_number=800.805.05589", ("malformed", "source_number")),
        ("source_number=%2B1234567", ("malformed", "source_number")),
        ("source_number=+4989123456", ("plus", "source_number")),
        ("source_email=tim", ("malformed", "source_email")),
        ("source_website=www.tmclabs.com", ("malformed", "source_website")),
        ("source_logo=/logo.png", ("malformed", "source_logo")),
        ("returnurl=/page", ("malformed", "returnurl")),
        ("returnurl=https://m%C3%BCller.example/", ("malformed", "returnurl")),
        ("returnurl=http://a.test/" + "a" * 2048, ("malformed", "returnurl")),
        ("test=yes", ("malformed", "test")),
        ("test=True", ("malformed", "test")),
        ("webchat=0", ("malformed", "webchat")),
        ("syndication=1", ("malformed", "syndication")),
        ("theme=pink", ("malformed", "theme")),
    ],
)
def test_a_bad_value_falls_back_to_its_default_with_a_finding(query: str, finding: tuple[str, str]) -> None:
    call = params.parse(query)

    assert [(found.rule, found.hint) for found in call.findings] == [finding]
    if finding[0] != "plus":
        assert call.parameters == EMPTY


def test_a_plus_sign_that_arrived_as_a_space_is_understood() -> None:
    assert params.parse("source_number=+4989123456").parameters.source_number == "+4989123456"


def test_findings_say_what_to_do() -> None:
    (found,) = params.parse("partnerid=7").findings

    assert found.words == "“partnerid” was ignored: capitals matter, write “PartnerID”."


def test_utm_parameters_are_kept_if_they_can_be_read() -> None:
    query = f"utm_source=spring&utm_term=%00&utm_medium={'x' * 121}&utm_campaign=a&utm_campaign=b&utm_x=y"

    assert params.parse(query).utm == {"utm_source": "spring", "utm_campaign": "a"}


@pytest.mark.parametrize("name", params.NAMES)
def test_every_name_of_the_table_is_a_parameter(name: str) -> None:
    assert name in {field.name for field in fields(Parameters)}
    assert rules(f"{name.swapcase()}=x") == [("misspelt", name)]


pieces = st.sampled_from(
    [*params.NAMES, "=", "&", "%", "%00", "%FF", "+", " ", "true", "http://", "é", "1234567"]
)


@given(
    st.lists(st.one_of(pieces, st.text(st.characters(codec="utf-8"), max_size=5)), max_size=12).map("".join)
)
def test_no_query_fails_and_nothing_unreadable_gets_through(query: str) -> None:
    call = params.parse(query)

    for field in fields(Parameters):
        value = getattr(call.parameters, field.name)
        assert not isinstance(value, str) or not UNREADABLE.search(value)
    for found in call.findings:
        found.words.encode()
        assert not UNREADABLE.search(found.words)


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_a_name_arrives_as_it_was_written(name: str) -> None:
    stored = params.parse(f"source_cm_name={quote(name)}").parameters.source_cm_name

    assert stored in (name.strip() or None, None)
    assert stored or not name.isalnum()
