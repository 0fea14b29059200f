"""What Mozilla's client and Selenium have in common."""

from abc import abstractmethod
from typing import Any

from e2e.engines.engine import Engine, NotYet

END, BACKSPACE = "\ue010", "\ue003"
"""Keys, as WebDriver writes them."""


class WebDriver(Engine):
    """An engine that is asked for elements, in the frame that was chosen before."""

    def style(self, name: str, css: str, frame: str = "") -> str:
        """How something that is there is drawn."""
        return str(self._find(css, frame).value_of_css_property(name))

    def _click(self, css: str, frame: str) -> None:
        self._find(css, frame).click()

    def _fill(self, css: str, text: str, frame: str) -> None:
        field = self._find(css, frame)
        old = field.get_property("value") or ""
        field.click()
        # WebKitGTK can not clear a field in the frame of another site: “Element is not focusable”.
        field.send_keys(END + BACKSPACE * len(old) + text)
        # A form that has just come back takes the focus to its mistakes, and keys with it.
        if field.get_property("value") != text:
            raise NotYet

    def _text(self, css: str, frame: str) -> str:
        return str(self._find(css, frame).text)

    def _find(self, css: str, frame: str) -> Any:
        self._leave_frames()
        if frame:
            self._enter(self._element(frame))
        return self._element(css)

    @abstractmethod
    def _leave_frames(self) -> None: ...

    @abstractmethod
    def _enter(self, frame: Any) -> None: ...

    @abstractmethod
    def _element(self, css: str) -> Any: ...
