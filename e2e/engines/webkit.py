"""WebKitGTK, by Selenium, on a display that nobody sees. It is as near to Safari as this machine comes."""

import os
import shutil
import subprocess
from typing import Any

from e2e.engines.engine import HEIGHT, WIDTH, Missing, NotYet
from e2e.engines.webdriver import WebDriver

try:
    from selenium.common.exceptions import WebDriverException
    from selenium.webdriver import WebKitGTK
    from selenium.webdriver.webkitgtk.options import Options
    from selenium.webdriver.webkitgtk.service import Service
except ModuleNotFoundError as error:
    raise Missing("WebKit's driver is not here. `make engines` installs it.") from error


class WebKit(WebDriver):
    """The one that is strict about policies."""

    FLEETING = (NotYet, WebDriverException)

    def __init__(self, scripts: bool) -> None:
        program = shutil.which("WebKitWebDriver")
        if program is None or shutil.which("Xvfb") is None:
            raise Missing("WebKitWebDriver or Xvfb is not here. `make engines` installs both.")
        self._screen, display = _start_screen()
        options = Options()
        options.add_argument("--automation")
        if not scripts:
            options.add_argument("--enable-javascript=FALSE")
        self._driver = WebKitGTK(
            options=options, service=Service(program, env=os.environ | {"DISPLAY": display})
        )
        self._driver.set_window_rect(0, 0, WIDTH, HEIGHT)

    def goes_to(self, url: str) -> None:
        """Open an address."""
        self._driver.get(url)

    def url(self) -> str:
        """The address of the page as a whole."""
        self._leave_frames()
        return str(self._driver.current_url)

    def cookies(self, *sites: str) -> set[str]:
        """Those of the front pages, which it has to open for that."""
        names: set[str] = set()
        for site in sites:
            self.goes_to(site)
            names |= {cookie["name"] for cookie in self._driver.get_cookies()}
        return names

    def close(self) -> None:
        """End it, and its display."""
        self._driver.quit()
        self._screen.terminate()
        self._screen.wait()

    def _leave_frames(self) -> None:
        self._driver.switch_to.default_content()

    def _enter(self, frame: Any) -> None:
        self._driver.switch_to.frame(frame)

    def _element(self, css: str) -> Any:
        return self._driver.find_element("css selector", css)


def _start_screen() -> tuple[subprocess.Popen[bytes], str]:
    """A display of its own, and its name."""
    reading, writing = os.pipe()
    size = f"{WIDTH}x{HEIGHT}x24"
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    # It writes its number when it is ready.
    with os.fdopen(reading) as said:
        number = said.readline().strip()
    if not number:
        raise RuntimeError(f"Xvfb ended with status {screen.wait()}")
    return screen, f":{number}"
