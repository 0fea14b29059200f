"""What every engine can do, and what becomes of a page that is not ready for it."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar

from e2e.stack import until

PATIENCE = 20.0
"""Seconds for whatever a page should show."""

WIDTH, HEIGHT = 1280, 3000
"""Pixels. So high that a lazy frame is never too far away to load."""


class Missing(Exception):
    """Raised for an engine that this machine does not have, with what to do about it."""


class NotYet(Exception):
    """Raised for a deed that has to be done again."""


class Engine(ABC):
    """One window. `frame` is the selector of a frame in its page; without one the page itself is meant."""

    FLEETING: ClassVar[tuple[type[Exception], ...]]
    """What is raised while a page comes or goes, or when something is not there (yet)."""

    def clicks(self, css: str, frame: str = "") -> None:
        """Click, as soon as there is something to click on."""
        self._patiently(lambda: self._click(css, frame), f"a click on {css}")

    def types(self, css: str, text: str, frame: str = "") -> None:
        """Type this instead of what stands in the field."""
        self._patiently(lambda: self._fill(css, text, frame), f"typing into {css}")

    def sees(self, words: str, css: str = "body", frame: str = "") -> None:
        """Wait until these words can be read there."""
        try:
            until(lambda: words in self.reads(css, frame), PATIENCE, f"“{words}” in {css}")
        except TimeoutError as error:
            error.add_note(f"{self.url()} shows:\n{self.reads('body', frame)}")
            raise

    def reads(self, css: str = "body", frame: str = "") -> str:
        """What can be read there at this moment; nothing where it is not."""
        try:
            return self._text(css, frame)
        except self.FLEETING:
            return ""

    def arrives(self, url: str) -> None:
        """Wait until the window as a whole shows a page whose address begins so."""
        until(lambda: self.url().startswith(url), PATIENCE, f"the way to {url}")

    def _patiently(self, deed: Callable[[], None], what: str) -> None:
        def done() -> bool:
            try:
                deed()
            except self.FLEETING:
                return False
            return True

        until(done, PATIENCE, what)

    @abstractmethod
    def goes_to(self, url: str) -> None:
        """Open an address."""

    @abstractmethod
    def url(self) -> str:
        """The address of the page as a whole."""

    @abstractmethod
    def style(self, name: str, css: str, frame: str = "") -> str:
        """How something that is there is drawn."""

    @abstractmethod
    def cookies(self, *sites: str) -> set[str]:
        """The names of the cookies that are kept, at least those for the front pages of these sites."""

    @abstractmethod
    def close(self) -> None:
        """End it."""

    @abstractmethod
    def _click(self, css: str, frame: str) -> None: ...

    @abstractmethod
    def _fill(self, css: str, text: str, frame: str) -> None: ...

    @abstractmethod
    def _text(self, css: str, frame: str) -> str: ...
