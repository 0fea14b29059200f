"""How people sign up in tests: what they type, the page after it, and the letters that they get."""

import re
import threading
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from sqlalchemy import select

from app.config import Settings
from app.db import db
from app.demo.mailbox import ReceivedLetter
from app.models import Signup
from app.worker import Worker
from tests.browser import Browser, Page, solution
from tests.post_office import PostOffice

EMAIL = "ada@analytical.example"
PASSWORD = "engine-1842"
ADA = {
    "first_name": "Ada",
    "last_name": "Lovelace",
    "email": EMAIL,
    "password": PASSWORD,
    "confirm_password": PASSWORD,
    "eusa": "y",
}
ENGINES = {
    "sb_companyname": "Analytical Engines",
    "sb_address1": "12 Mill Lane",
    "sb_address2": "",
    "sb_city": "London",
    "sb_postalcode": "N1 9GU",
    "sb_country": "GB",
    "sb_firstname": "Ada",
    "sb_lastname": "Lovelace",
    "sb_phoneNumber": "4085550199",
    "sb_emailAddress": EMAIL,
    "sb_password": PASSWORD,
    "sb_confirmpassword": PASSWORD,
    "sb_nusers": "25",
    "term": "24",
    "eusa": "y",
}
FORMS = [("/guest", ADA), ("/webstore/", ENGINES)]
URLENCODED = "application/x-www-form-urlencoded"
RETURN = "http://partnerwebsite.com/smartbox/returnpage.html"


def fills(browser: Browser, url: str, typed: dict[str, str], **changes: str) -> Page:
    """Open a signup form, fill it in, read the picture and press the button; the answer as it comes."""
    page = browser.get(url)
    if page.has("#captcha"):
        changes["captcha"] = solution(page)
    return browser.posts(page, typed=typed | changes)


def signs_up(
    browser: Browser, url: str = "/guest?PartnerID=4958765", typed: dict[str, str] = ADA, **changes: str
) -> Page:
    """The same, to the page after it."""
    return browser.follows(fills(browser, url, typed, **changes))


def deed(browser: Browser, page: Page, what: str, **typed: str) -> Page:
    """Send one of the forms of the page after signup (confirmation, letters, address), and go on."""
    asked = f"?{urlsplit(page.url).query}" if "theme" in page.url else ""
    # Also an empty form says what it is.
    answer = browser.post(
        f"{path_of(page)}/{what}{asked}", urlencode(typed), referer=page.url, content_type=URLENCODED
    )
    return browser.follows(answer) if answer.status == 303 else answer


def path_of(page: Page) -> str:
    """`/signup/<handle>` of the page after signup, or of what its forms answered."""
    found = re.match(r"/signup/[\w-]+", urlsplit(page.url).path)
    assert found, page.url
    return found[0]


def signups() -> list[Signup]:
    with db.reading() as session:
        return list(session.scalars(select(Signup).order_by(Signup.id)))


def the_signup() -> Signup:
    """The only signup."""
    (only,) = signups()
    return only


def rows(model: type[Any]) -> list[Any]:
    with db.reading() as session:
        return list(session.scalars(select(model).order_by(model.id)))


def finish(page: Page) -> str:
    """Where Finish leads."""
    (link,) = (link for link in page.soup.select("a.button") if link.get_text() == "Finish")
    assert link["target"] == "_top"
    return str(link["href"])


@dataclass
class Postbox:
    """The worker that carries letters, and the mail server where they arrive."""

    settings: Settings
    smtp: PostOffice

    def opens(self, to: str = EMAIL) -> ReceivedLetter:
        """The newest letter to this address, once everything that is due has been delivered."""
        Worker(self.settings, threading.Event()).round()
        return self.smtp.letters(to)[0]

    def link(self, to: str = EMAIL) -> str:
        """The path of the link in it."""
        return self.link_in(self.opens(to))

    def code(self, to: str = EMAIL) -> str:
        return self.code_in(self.opens(to))

    @staticmethod
    def link_in(letter: ReceivedLetter) -> str:
        found = re.search(r"https?://[^/\s]+(/verify/[\w-]+)", letter["text"])
        assert found, letter["text"]
        return found[1]

    @staticmethod
    def code_in(letter: ReceivedLetter) -> str:
        found = re.search(r"^ +(\w{4} \w{4})\s*$", letter["text"], re.MULTILINE)
        assert found, letter["text"]
        return found[1]
