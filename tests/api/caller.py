"""A system of the vendor, which has a token."""

import json
from dataclasses import dataclass
from typing import Any, Self

from app import clock
from app.db import db
from app.domain import api_tokens
from tests.browser import Browser, Page

TEXT = "pt_of-the-switchboard"


@dataclass
class Caller:
    """A program that sends JSON; `text` is its token's."""

    browser: Browser
    text: str = ""
    number: int = 0

    def tells(self, path: str, content: Any, **more: Any) -> Page:
        """Send it; `more` may hold another body, type or headers."""
        sent = {"data": json.dumps(content), "content_type": "application/json"} | more
        headers = {"Authorization": f"Bearer {self.text}"} if self.text else {}
        return self.browser.request("POST", path, headers=headers | sent.pop("headers", {}), **sent)

    def without_token(self) -> Self:
        return type(self)(self.browser)


def arrives(browser: Browser) -> Caller:
    with db.writing() as session:
        token = api_tokens.make(session, "Switchboard", "Ada Admin", TEXT, clock.now())
        session.commit()
        return Caller(browser, TEXT, token.id)


def read(page: Page) -> Any:
    """What a JSON answer holds."""
    return json.loads(page.text)
