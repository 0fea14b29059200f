"""What a partner's page is told in its own address."""

import pytest

from app.domain import errorcode

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
