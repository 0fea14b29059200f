"""Somebody who signs in to portal or console, and what they can do there."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import urljoin

from bs4 import Tag

from app import clock
from app.db import db
from app.demo import people
from tests.browser import Browser, Page
from tests.page import words_of_control

LOGINS = people.LOGINS


@dataclass
class Colleague(Browser):
    """A browser with cookies, whose user has a login of the cast."""

    def signs_in(self, role: str) -> Self:
        """As the one of the cast in this role; `customer` too."""
        page = self.sends(self.get("/login"), after=0, typed=LOGINS[role])
        assert page.status == 200, page.says()
        return self

    def does(self, page: Page, deed: str, /, **typed: str) -> Page:
        """Send the form whose action ends so; follows to what comes next."""
        answer = self.tries(page, deed, **typed)
        return self.follows(answer) if answer.status == 303 else answer

    def tries(self, page: Page, deed: str, /, **typed: str) -> Page:
        """The same without following."""
        form = form_of(page, deed)
        unknown = typed.keys() - {str(one["name"]) for one in form.select("[name]")}
        assert not unknown, f"the form has no {unknown}"
        return self.post(urljoin(page.url, str(form["action"])), values(form) | typed, referer=page.url)


def form_of(page: Page, deed: str) -> Tag:
    """The one form of a page whose action ends so, whatever its anchor."""
    found = [
        form
        for form in page.soup.select('form[method="post"]')
        if str(form["action"]).partition("#")[0].partition("?")[0].endswith(deed)
    ]
    assert len(found) == 1, f"{len(found)} forms for {deed} on {page.url}"
    return found[0]


def values(form: Tag) -> dict[str, str]:
    """What a form would send as it stands."""
    return {
        str(one["name"]): words_of_control(one)
        for one in form.select("input[name], textarea[name], select[name]")
        if one.get("type") not in ("radio", "checkbox") or one.has_attr("checked")
    }


def arrives(browser: Browser, role: str | None = None) -> Colleague:
    """One person of the cast with a browser of their own, signed in if a role is named."""
    with db.writing() as session:
        people.seed(session, clock.now())
        session.commit()
    one = Colleague(browser.app, jar=browser.app.test_client())
    return one.signs_in(role) if role else one
