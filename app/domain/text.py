"""Text as it may be stored and shown: what is not text is told apart from what is."""

import re

_UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")


def is_readable_line(text: str) -> bool:
    """Whether a line holds no control character and nothing that was never UTF-8."""
    return not _UNREADABLE.search(text)


def printable(text: str) -> str:
    """The text with a replacement character for each that can not be shown or stored."""
    return _UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", text)
