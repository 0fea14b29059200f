"""Firefox ESR, by Mozilla's own client, which needs no driver beside the browser."""

import shutil
from tempfile import TemporaryDirectory
from typing import Any

from e2e.engines.engine import HEIGHT, WIDTH, Missing, NotYet
from e2e.engines.webdriver import WebDriver
from tests.ports import free_port

try:
    from marionette_driver.errors import MarionetteException
    from marionette_driver.marionette import Marionette
except ModuleNotFoundError as error:
    raise Missing("Firefox's driver is not here. `make engines` installs it.") from error

# Whatever is not on this machine goes to a port where nobody listens: Firefox would call home.
NOWHERE = {
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "localhost,127.0.0.1",
}


class Firefox(WebDriver):
    """The one whose sites keep everything apart."""

    FLEETING = (NotYet, MarionetteException)

    def __init__(self, scripts: bool) -> None:
        program = shutil.which("firefox-esr")
        if program is None:
            raise Missing("Firefox ESR is not here. `make engines` installs it.")
        # The driver removes the file that it is told to write to: /dev/null would be gone for everybody.
        self._log = TemporaryDirectory()
        self._marionette = Marionette(
            host="127.0.0.1",
            port=free_port(),
            bin=program,
            headless=True,
            gecko_log=self._log.name,
            prefs={"javascript.enabled": scripts, **NOWHERE},
        )
        self._marionette.start_session()
        self._marionette.set_window_rect(width=WIDTH, height=HEIGHT)

    def goes_to(self, url: str) -> None:
        """Open an address."""
        self._leave_frames()
        self._marionette.navigate(url)

    def url(self) -> str:
        """The address of the page as a whole."""
        self._leave_frames()
        return str(self._marionette.get_url())

    def cookies(self, *sites: str) -> set[str]:
        """All there are, also those of other sites' frames."""
        with self._marionette.using_context("chrome"):
            names = self._marionette.execute_script("return Services.cookies.cookies.map(it => it.name)")
        return set(names)

    def close(self) -> None:
        """End it."""
        self._marionette.quit()
        self._log.cleanup()

    def _leave_frames(self) -> None:
        self._marionette.switch_to_frame()

    def _enter(self, frame: Any) -> None:
        self._marionette.switch_to_frame(frame)

    def _element(self, css: str) -> Any:
        return self._marionette.find_element("css selector", css)
