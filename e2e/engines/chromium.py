"""Chromium, by Playwright, as the journeys drive it."""

from pathlib import Path

from playwright.sync_api import Error, FrameLocator, Page, sync_playwright

from e2e.chromium import arguments, executable
from e2e.engines.engine import HEIGHT, PATIENCE, WIDTH, Engine, Missing

SOON = 500
"""Milliseconds within which something can be read, or is not there yet."""


class Chromium(Engine):
    """The one that most people have."""

    FLEETING = (Error,)

    def __init__(self, scripts: bool) -> None:
        self._playwright = sync_playwright().start()
        program = executable() or self._playwright.chromium.executable_path
        if not Path(program).exists():
            self._playwright.stop()
            raise Missing("Chromium is not here. `make engines` installs it, or name it with CHROMIUM=/path.")
        self._browser = self._playwright.chromium.launch(executable_path=program, args=arguments())
        self._context = self._browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, java_script_enabled=scripts
        )
        # Playwright is patient itself: a click that was broken off may have led on already.
        self._context.set_default_timeout(PATIENCE * 1000)
        self._page = self._context.new_page()

    def goes_to(self, url: str) -> None:
        """Open an address."""
        self._page.goto(url)

    def url(self) -> str:
        """The address of the page as a whole."""
        # It is known here only once the browser's news has been heard.
        self._page.wait_for_timeout(20)
        return self._page.url

    def style(self, name: str, css: str, frame: str = "") -> str:
        """How something that is there is drawn."""
        drawn = "(it, name) => getComputedStyle(it).getPropertyValue(name)"
        return str(self._in(frame).locator(css).evaluate(drawn, name))

    def cookies(self, *sites: str) -> set[str]:
        """All there are."""
        return {cookie["name"] for cookie in self._context.cookies()}

    def close(self) -> None:
        """End it."""
        self._browser.close()
        self._playwright.stop()

    def _in(self, frame: str) -> Page | FrameLocator:
        return self._page.frame_locator(frame) if frame else self._page

    def _click(self, css: str, frame: str) -> None:
        self._in(frame).locator(css).click()

    def _fill(self, css: str, text: str, frame: str) -> None:
        self._in(frame).locator(css).fill(text)

    def _text(self, css: str, frame: str) -> str:
        return self._in(frame).locator(css).inner_text(timeout=SOON)
