"""Pictures that people upload, drawn anew: what leaves here is ours, pixel by pixel."""

import io
import struct
import threading

from PIL import Image, ImageOps

LARGEST = 2 * 1024 * 1024
"""Bytes of a file."""
TOO_LARGE = "Choose a file of at most 2 MB."
MOST_PIXELS = 4_000_000
WIDTH, HEIGHT = 600, 200
"""Pixels at most of what is made: twice what a page shows, for sharp screens."""

# By what they begin with; names and types that browsers tell are anybody's word.
_KINDS = ((b"\x89PNG\r\n\x1a\n", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF87a", "GIF"), (b"GIF89a", "GIF"))
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    struct.error,
    EOFError,
    OverflowError,
    MemoryError,
    Image.DecompressionBombError,
)
"""What Pillow raises for files that were cut, or made to deceive it."""

# Each takes the memory of its pixels: one after the other.
_ONE_AT_A_TIME = threading.Lock()


class UnfitPicture(Exception):
    """Raised with what is wrong with a file, in words for whoever uploads it."""


def redraw(content: bytes) -> bytes:
    """The first picture of a file as PNG of at most 600 by 200 pixels. Raises UnfitPicture.

    It stands upright, and nothing else of the file is in it: no place, no camera, no other pictures.
    """
    if len(content) > LARGEST:
        raise UnfitPicture(TOO_LARGE)
    kind = _kind(content)
    if kind is None:
        raise UnfitPicture("Choose a picture in the format PNG, JPEG, WebP or GIF.")
    try:
        with _ONE_AT_A_TIME, Image.open(io.BytesIO(content), formats=[kind]) as picture:
            _limit(picture)
            return _written(picture)
    except _BROKEN:
        raise UnfitPicture(
            "This file can not be read as a picture. Save it again, as PNG if you can."
        ) from None


def _kind(content: bytes) -> str | None:
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    return next((kind for start, kind in _KINDS if content.startswith(start)), None)


def _limit(picture: Image.Image) -> None:
    """Look at the size before any pixel is read: a small file can hold a wall of them."""
    if picture.width * picture.height > MOST_PIXELS:
        raise UnfitPicture(
            f"This picture has {picture.width} × {picture.height} pixels."
            f" Choose one of at most {MOST_PIXELS // 1_000_000} million; {WIDTH} × {HEIGHT} is enough."
        )


def _written(picture: Image.Image) -> bytes:
    # Of a photograph, JPEG reads only as much as is needed.
    picture.draft("RGB", (WIDTH * 2, WIDTH * 2))
    picture.load()
    small = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    # It may lie on its side: made smaller first, it costs little to turn.
    small.thumbnail((WIDTH, WIDTH), Image.Resampling.LANCZOS)
    upright = ImageOps.exif_transpose(small)
    upright.thumbnail((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    # What a file says about itself travels along with its pixels, unless they move to another sheet.
    sheet = Image.new(upright.mode, upright.size)
    sheet.paste(upright)
    out = io.BytesIO()
    sheet.save(out, "PNG", optimize=True)
    return out.getvalue()
