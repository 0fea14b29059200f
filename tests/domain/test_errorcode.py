"""What a partner's page is told in its own address."""

from urllib.parse import parse_qs, unquote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import errorcode, weburl
from app.domain.weburl import MalformedUrl
from tests.domain.test_weburl import seen_by_a_browser

PAGE = "http://partnerwebsite.com/smartbox/returnpage.html"


@pytest.mark.parametrize(
    ("url", "led_to"),
    [
        (PAGE, f"{PAGE}?errorcode="),
        (f"{PAGE}?a=1&b=2", f"{PAGE}?a=1&b=2&errorcode="),
        (f"{PAGE}#top", f"{PAGE}?errorcode=#top"),
        (f"{PAGE}?a=1#top", f"{PAGE}?a=1&errorcode=#top"),
        (f"{PAGE}?errorcode=Old&a=1", f"{PAGE}?a=1&errorcode="),
        (f"{PAGE}?error%63ode=Old", f"{PAGE}?errorcode="),
        ("http://partnerwebsite.com", "http://partnerwebsite.com/?errorcode="),
        (f"{PAGE}?", f"{PAGE}?errorcode="),
        (f"{PAGE}?a&&b=%20+&a", f"{PAGE}?a&&b=%20+&a&errorcode="),
        (f"{PAGE}?Errorcode=1&xerrorcode=2", f"{PAGE}?Errorcode=1&xerrorcode=2&errorcode="),
    ],
)
def test_success_is_a_blank_errorcode(url: str, led_to: str) -> None:
    assert errorcode.into(url) == led_to


def test_messages_are_joined_and_encoded_as_a_form_does() -> None:
    messages = ("Invalid Password. Please try again.", "Example: 1 & 2 # 3 + 4.")

    led_to = errorcode.into(PAGE, messages)

    assert led_to == (
        f"{PAGE}?errorcode=Invalid+Password.+Please+try+again.%23Example%3A+1+%26+2+%23+3+%2B+4."
    )


PIECES = '/ // evil.test ? # & = errorcode errorcode= %23 %0d%0a + @ : [ " a'
asked = st.lists(st.sampled_from(PIECES.split()), max_size=12).map(lambda rest: PAGE + "".join(rest))


@given(asked, st.lists(st.text()))
def test_whatever_is_told_the_page_stays_the_partners_own(url: str, messages: list[str]) -> None:
    try:
        own = str(weburl.parse(url))
    except MalformedUrl:
        return

    told = errorcode.into(own, messages)

    assert seen_by_a_browser(told) == "http://partnerwebsite.com"
    address, query, fragment = parts(told)
    assert (address, fragment) == (parts(own)[0], parts(own)[2])
    assert query[:-1] == [
        pair for pair in parts(own)[1] if unquote_plus(pair.partition("=")[0]).strip() != "errorcode"
    ]
    assert parse_qs(query[-1], keep_blank_values=True) == {"errorcode": ["#".join(messages)]}


def parts(url: str) -> tuple[str, list[str], str]:
    """Address, query and fragment, read as simply as can be."""
    rest, _, fragment = url.partition("#")
    address, _, query = rest.partition("?")
    return address, query.split("&") if query else [], fragment
