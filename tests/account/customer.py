"""A customer of partner 4958765, and her browser, which keeps cookies."""

from dataclasses import dataclass

from app import clock
from app.db import db
from app.demo import people as standing_cast
from tests.browser import Browser, Page

CUSTOMER = standing_cast.CUSTOMER
EMAIL, PASSWORD = CUSTOMER["email"], CUSTOMER["password"]
HOST = "127.0.0.1"


@dataclass
class Customer(Browser):
    """A browser whose user can sign in."""

    def signs_in(self, url: str = "/login", **typed: str) -> Page:
        return self.sends(self.get(url), after=0, typed=CUSTOMER | typed)

    @property
    def cookie(self) -> str:
        """What the session is in, as a thief would have it."""
        assert self.jar
        kept = self.jar.get_cookie("session", HOST)
        return kept.value if kept else ""

    @cookie.setter
    def cookie(self, value: str) -> None:
        assert self.jar
        self.jar.set_cookie("session", value, domain=HOST)


def arrives(browser: Browser) -> Customer:
    """The customer of the cast, not yet signed in."""
    with db.writing() as session:
        standing_cast.seed_customer(session, clock.now())
        session.commit()
    return Customer(browser.app, jar=browser.app.test_client())
