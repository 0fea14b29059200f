"""A partner's page with the script on it: what its snippets tell, and how its frames stand."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from e2e.stack import ARRIVES_WITHIN, Deployment, until

BOX = "[data-partner-tools]"
FRAME = f"{BOX} iframe"

# What the page hears from its snippets, and where the browser saw something move.
LISTENS = """
  window.heard = []
  const hear = ({ type, detail, target }) =>
    heard.push({ type: type.split(':')[1], detail, on: target.dataset.partnerTools })
  for (const type of ['ready', 'resize', 'invalid', 'submitted', 'finished'])
    addEventListener('partner-tools:' + type, hear)
  window.shifts = []
  const where = node => {
    const place = document.querySelector('[data-partner-tools]')
    return node && place.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING ? 'after' : 'before'
  }
  new PerformanceObserver(list => list.getEntries().forEach(({ sources }) =>
    shifts.push(sources.map(({ node }) => where(node)))
  )).observe({ type: 'layout-shift', buffered: true })
"""
# A message as our script and our frames write it, whoever sends it.
SAYS = "(message) => ({ ns: 'partner-tools', v: 1, id: 'partner-tools-1', ...message })"


def listening(context: BrowserContext) -> Page:
    """A tab that writes down what the snippets on its page tell."""
    context.add_init_script(LISTENS)
    return context.new_page()


def opens(host: Page, stack: Deployment, name: str, frames: int = 1) -> None:
    """Open one of the partner's pages, and wait until its frames have said how high they are."""
    host.goto(f"{stack.partner_url}/widgets/{name}")
    tells(host, "ready", frames)


def tells(host: Page, kind: str, times: int = 1) -> list[dict[str, Any]]:
    """What was heard of one kind, as soon as it was heard so often."""

    def heard() -> list[dict[str, Any]] | None:
        host.wait_for_timeout(20)
        ones = told(host, kind)
        return ones if len(ones) >= times else None

    return until(heard, ARRIVES_WITHIN, f"{times} × {kind}")


def told(host: Page, kind: str) -> list[dict[str, Any]]:
    """What was heard of one kind so far."""
    return [one for one in host.evaluate("heard") if one["type"] == kind]


def heights(host: Page) -> list[float]:
    """How high each frame is, in CSS pixels."""
    return [box["height"] for frame in host.locator(FRAME).all() if (box := frame.bounding_box())]


def fits(host: Page) -> None:
    """The frame is as wide as its place and as high as its page, neither cut off nor scrolled."""
    place, frame = (host.locator(selector).bounding_box() for selector in (BOX, FRAME))
    inner, scrolled, content = host.frames[1].evaluate("""[
      innerHeight, document.documentElement.scrollHeight,
      document.querySelector('.page').getBoundingClientRect().height]""")
    if not place or not frame or (frame["x"], frame["width"]) != (place["x"], place["width"]):
        pytest.fail(f"the frame stands at {frame}, its place at {place}")
    if not (inner == scrolled == frame["height"] and inner - content < 1):
        pytest.fail(f"{frame['height']} px for {content} px, of which {inner} px are seen")
