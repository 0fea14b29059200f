"""The one function that decides where a prospect may be returned to (SPEC section 6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import errorcode, returnurl
from app.domain.directory import KnownPartner
from app.domain.weburl import LONGEST
from tests.domain.test_weburl import LEADS_AWAY, seen_by_a_browser

PARTNER = KnownPartner(
    id=1,
    public_id="1234567",
    company="TMC Labs",
    contact_name="Tim Mathews",
    brand=None,
    suspended=False,
    sites=("https://partner.example", "http://localhost:8001"),
)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://partner.example", "https://partner.example"),
        ("https://partner.example/thanks?a=b#c", "https://partner.example/thanks?a=b#c"),
        ("HTTPS://PARTNER.EXAMPLE:443/x", "https://partner.example/x"),
        ("http://localhost:8001/", "http://localhost:8001/"),
    ],
)
def test_a_page_of_the_partner_is_trusted(text: str, url: str) -> None:
    judged = returnurl.judge(text, PARTNER)

    assert judged is not None
    assert (judged.url, judged.trusted) == (url, True)


@pytest.mark.parametrize(
    "text",
    [
        "http://partner.example/",
        "https://partner.example:8443/",
        "https://www.partner.example/",
        "https://partner.example.evil.test/",
        "https://evilpartner.example/",
        "https://evil.test/https://partner.example",
        "https://evil.test/?https://partner.example",
        "https://evil.test#https://partner.example",
        "http://localhost/",
        "http://localhost:18001/",
        "http://127.0.0.1:8001/",
    ],
)
def test_any_other_page_is_named_and_never_redirected_to(text: str) -> None:
    judged = returnurl.judge(text, PARTNER)

    assert judged is not None
    assert not judged.trusted
    assert judged.host in judged.url


@pytest.mark.parametrize("text", [*LEADS_AWAY, None])
def test_a_malformed_one_is_as_if_absent(text: str | None) -> None:
    assert returnurl.judge(text, PARTNER) is None


def test_without_a_known_partner_it_is_as_if_absent() -> None:
    assert returnurl.judge("https://partner.example/", None) is None


pieces = st.sampled_from(
    ["https://", "partner.example", "/", "\\", "@", ":", "443", "#", "?", ".", "evil.test", "\t", " "]
)


@given(st.lists(pieces, max_size=10).map("".join))
def test_what_is_trusted_is_the_partners_whoever_reads_it(text: str) -> None:
    judged = returnurl.judge(text, PARTNER)

    if judged and judged.trusted:
        assert seen_by_a_browser(judged.url) in PARTNER.sites


@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(pieces, max_size=9).map("".join),
        st.lists(pieces, max_size=8).map(lambda rest: "https://partner.example" + "".join(rest)),
        st.lists(pieces, max_size=8).map(lambda rest: "http://localhost:8001/" + "".join(rest)),
    ),
    st.lists(st.text(max_size=12), max_size=3),
)
def test_so_it_is_with_what_a_partners_own_form_is_told(text: str, messages: list[str]) -> None:
    judged = returnurl.judge(text, PARTNER)

    if judged and judged.trusted:
        told = errorcode.into(judged.url, messages)
        assert seen_by_a_browser(told) in PARTNER.sites
        again = returnurl.judge(told, PARTNER)
        # What is emitted is judged again: only its length may be too much by then.
        assert (again is not None and again.trusted) or len(told) > LONGEST
        assert told.isascii()
