"""What people of the cast do everywhere: sign in, read what became of it, show the demo at a later day."""

import json
import urllib.request
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from e2e.stack import Deployment


def signs_in(page: Page, stack: Deployment, role: str) -> None:
    """As the person whom the demo names for this role."""
    with urllib.request.urlopen(f"{stack.base_url}/demo/logins.json") as answer:  # noqa: S310
        login = json.load(answer)[role]
    page.goto(f"{stack.base_url}/login")
    page.get_by_label("E-mail").fill(login["email"])
    page.get_by_label("Password").fill(login["password"])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def entries(page: Page) -> list[str]:
    """Where the navigation leads, each page once."""
    links = page.locator(".office-nav a")
    return list(dict.fromkeys(urlsplit(str(link.get_attribute("href"))).path for link in links.all()))


def says_it_is_done(page: Page, words: str) -> None:
    """What a deed answers with."""
    expect(page.get_by_role("status")).to_have_text(words)


def moves_the_clock(page: Page, stack: Deployment, button: str, days: int = 0) -> None:
    """As somebody who shows the demo does; every process knows it afterwards."""
    page.goto(f"{stack.base_url}/demo/clock")
    before = page.locator("time").inner_text()
    page.get_by_label("Days").fill(str(days))
    page.get_by_role("button", name=button).click()
    expect(page.locator("time")).not_to_have_text(before)
