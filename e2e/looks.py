"""What every page must be, in every state: readable, reachable, and within its frame."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Frame, Page, Request

from e2e.stack import Deployment

WIDTHS = (280, 360, 768, 1280)

# The narrowest by night and the widest by day; between them lies every layout's both ends.
EXAMINED = ((280, "dark"), (1280, "light"))

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # A frame from another site is examined on its own.
    "iframes": False,
}


class Complaints:
    """What a browser has to say about a page: blocked by policy, failed to load, thrown by a script."""

    def __init__(self, context: BrowserContext, stack: Deployment) -> None:
        self._ours = (stack.base_url, stack.partner_url)
        self._heard: list[str] = []
        context.on("console", lambda it: self._note(it.type == "error", it.text))
        context.on("weberror", lambda it: self._note(True, str(it.error)))
        context.on("requestfailed", self._failed)
        context.on("response", lambda it: self._note(it.status >= 400, f"{it.status} {it.url}"))

    def _failed(self, it: Request) -> None:
        # Whoever turns a page before its icon or a deferred script has come breaks that off.
        late = it.url.endswith("/favicon.svg") or "/assets/" in it.url
        left_behind = it.failure == "net::ERR_ABORTED" and late
        self._note(it.url.startswith(self._ours) and not left_behind, f"{it.failure} {it.url}")

    def _note(self, wrong: bool, words: str) -> None:
        if wrong:
            self._heard.append(words)

    def others_than(self, *expected: str) -> list[str]:
        """Everything that was heard, but for what a state is about."""
        return [words for words in self._heard if not any(one in words for one in expected)]


def looks_right(page: Page, part: Page | Frame | None = None) -> None:
    """Nothing runs out of the page, or of a frame in it, at any width, and axe finds nothing."""
    part = part or page
    found: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += _too_wide(part, f"{width} px")
    found += [*_with_large_text(page, part), *_in_forced_colours(page, part)]
    for width, scheme in EXAMINED:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        found += [f"{width} px, {scheme}: {words}" for words in violations(part)]
    if found:
        pytest.fail("\n".join([part.url, *found]))


def _too_wide(part: Page | Frame, where: str) -> Iterator[str]:
    over = part.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if over > 0:
        yield f"{where}: {over} px too wide because of {part.evaluate(TOO_WIDE)}"
    yield from (f"{where}: {caption} is cut off" for caption in part.evaluate(CUT_OFF))


def _with_large_text(page: Page, part: Page | Frame) -> Iterator[str]:
    """Text at 200 % beside a window of 640 px, which is what zooming a desk's to 200 % gives."""
    page.set_viewport_size({"width": 640, "height": 450})
    yield from _too_wide(part, "zoomed to 200 %")
    part.evaluate("document.documentElement.style.fontSize = '200%'")
    yield from _too_wide(part, "text at 200 %")
    part.evaluate("document.documentElement.style.fontSize = ''")


def _in_forced_colours(page: Page, part: Page | Frame) -> Iterator[str]:
    page.emulate_media(forced_colors="active")
    for name in part.evaluate(WITHOUT_EDGE):
        yield f"forced colours: {name} has no edge"
    page.emulate_media(forced_colors="none")


WITHOUT_EDGE = """[...document.querySelectorAll('button, .button, input, select, textarea')].filter(one => {
  const style = getComputedStyle(one)
  const isSeen = one.checkVisibility() && one.getBoundingClientRect().width > 1
  const isDrawn = ['checkbox', 'radio'].includes(one.type)
  const hasEdge = style.borderTopStyle !== 'none' && parseFloat(style.borderTopWidth) > 0
    && style.borderTopColor !== style.backgroundColor && !style.borderTopColor.startsWith('rgba')
  return isSeen && !isDrawn && !hasEdge
}).map(one => one.tagName + ' ' + (one.id || one.innerText))"""

TOO_WIDE = """[...document.querySelectorAll('body *')].filter(
  one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1
).map(one => one.tagName + '.' + one.className).slice(0, 5)"""

# A table becomes cards before anybody would have to scroll it.
CUT_OFF = """[...document.querySelectorAll('.list')].filter(
  one => one.scrollWidth > one.clientWidth
).map(one => one.querySelector('caption')?.innerText ?? one.className)"""


def violations(page: Page | Frame) -> Iterator[str]:
    """What axe finds, one line for each element."""
    result: dict[str, Any] = Axe().run(page, options=RULES).response
    for violation in result["violations"]:
        for node in violation["nodes"]:
            yield f"{violation['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
