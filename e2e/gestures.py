"""What people do with a browser rather than with a page."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import CDPSession, Error, Page

from e2e.stack import ARRIVES_WITHIN, until


def turns_pages(page: Page, steps: int) -> None:
    """Press Back or Forward, whether the page as a whole moves or only a frame in it."""

    def history() -> tuple[CDPSession, dict[str, Any]] | None:
        # A page from the back-forward cache has a target of its own, so each look takes a session anew.
        try:
            session = page.context.new_cdp_session(page)
            return session, session.send("Page.getNavigationHistory")
        except Error:
            # One page has gone and the other is not there yet.
            return None

    session, now = until(history, ARRIVES_WITHIN, "the page's history")
    there = now["entries"][now["currentIndex"] + steps]["id"]
    session.send("Page.navigateToHistoryEntry", {"entryId": there})

    def arrived() -> bool:
        found = history()
        return found is not None and found[1]["entries"][found[1]["currentIndex"]]["id"] == there

    until(arrived, ARRIVES_WITHIN, "the other page")


def stops(page: Page) -> Iterator[str]:
    """Where the Tab key leads, one control after another, and where nobody sees that, until it leaves."""
    describe = """() => {
      const at = document.activeElement
      if (!at || at === document.body || at === document.documentElement) return null
      const style = getComputedStyle(at)
      const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1
      const words = at.id || at.name || at.innerText
      const name = words.trim().replace(/\\s+/g, ' ').slice(0, 60)
      return [at.tagName.toLowerCase() + ' ' + name, seen]
    }"""
    while True:
        page.keyboard.press("Tab")
        stop = page.evaluate(describe)
        if stop is None:
            return
        name, seen = stop
        yield name if seen else f"{name}, unseen"
