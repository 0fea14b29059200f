"""QR codes of a page's address, for paper and for slides."""

import io

import segno
from segno import DataOverflowError, QRCode

QUIET = 4
"""Modules of white around the code, as ISO 18004 asks."""

MODULE = 8
"""Pixels of one module."""


class TooLongForQr(Exception):
    """Raised for an address of more than 2,331 bytes: no such code can be read reliably."""


def svg(address: str, title: str | None = None) -> str:
    """The code as an SVG document that takes any size; its title is the address, if nothing else is said."""
    out = io.BytesIO()
    _made(address).save(out, kind="svg", border=QUIET, xmldecl=False, omitsize=True, title=title or address)
    return out.getvalue().decode()


def png(address: str, module: int = MODULE) -> bytes:
    """The code as a black and white picture."""
    out = io.BytesIO()
    _made(address).save(out, kind="png", border=QUIET, scale=module)
    return out.getvalue()


def _made(address: str) -> QRCode:
    try:
        # Level M repairs 15 %; no Micro QR, which few cameras read.
        return segno.make(address, error="m", boost_error=False, micro=False)
    except DataOverflowError as error:
        raise TooLongForQr from error
