"""Pictures that are uploaded: drawn anew, small, upright, with nothing else of the file in them."""

import io
import struct
import zlib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from app.domain import pictures
from app.domain.pictures import UnfitPicture


def picture(kind: str, size: tuple[int, int] = (300, 100), mode: str = "RGB", **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, more.pop("color", "red")).save(out, kind, **more)
    return out.getvalue()


def redrawn(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(pictures.redraw(content)), formats=["PNG"])


def bomb(width: int, height: int) -> bytes:
    """A small PNG that says it is that large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(100_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_every_format_becomes_png(kind: str) -> None:
    assert redrawn(picture(kind)).size == (300, 100)


@pytest.mark.parametrize(
    ("size", "made"),
    [((1200, 400), (600, 200)), ((500, 1500), (67, 200)), ((2000, 10), (600, 3)), ((1, 1), (1, 1))],
)
def test_a_picture_is_made_smaller_and_never_larger(size: tuple[int, int], made: tuple[int, int]) -> None:
    assert redrawn(picture("PNG", size)).size == made


def test_what_can_be_seen_through_stays_so() -> None:
    assert redrawn(picture("PNG", mode="RGBA", color=(1, 2, 3, 100))).getpixel((5, 5)) == (1, 2, 3, 100)
    assert redrawn(picture("PNG")).mode == "RGB"


def test_a_photograph_stands_upright_and_tells_nothing_about_its_camera() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Secret Camera"

    content = pictures.redraw(picture("JPEG", (300, 100), exif=exif))
    made = Image.open(io.BytesIO(content))

    assert made.size == (67, 200)
    assert (dict(made.getexif()), made.info) == ({}, {})
    assert b"Secret" not in content


def test_words_and_profiles_of_a_file_are_left_behind() -> None:
    told = PngInfo()
    told.add_text("Author", "Secret Person")

    content = pictures.redraw(picture("PNG", pnginfo=told, icc_profile=b"Secret Profile"))

    assert b"Secret" not in content
    assert b"iCCP" not in content


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_a_moving_picture_the_first_one_stays(kind: str) -> None:
    later = [Image.new("RGB", (30, 30), colour) for colour in ("green", "blue")]

    made = redrawn(picture(kind, (30, 30), save_all=True, append_images=later, lossless=True))

    assert getattr(made, "n_frames", 1) == 1
    assert made.convert("RGB").getpixel((5, 5)) == (255, 0, 0)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a picture",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"%PDF-1.7",
        b"BM" + bytes(100),
        b"\x00\x00\x01\x00" + bytes(100),
        b"<?php echo 1;",
    ],
)
def test_other_formats_are_refused_whatever_they_are_called(content: bytes) -> None:
    with pytest.raises(UnfitPicture, match="PNG, JPEG, WebP or GIF"):
        pictures.redraw(content)


@pytest.mark.parametrize(
    "content",
    [
        picture("PNG")[:-40],
        picture("JPEG")[:200],
        picture("GIF")[:20],
        picture("WEBP")[:30],
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a" + b"<script>",
        bomb(0, 0),
        bomb(20_000, 20_000),
        bomb(2**31 - 1, 2**31 - 1),
    ],
)
def test_what_is_broken_is_refused(content: bytes) -> None:
    with pytest.raises(UnfitPicture, match="can not be read as a picture"):
        pictures.redraw(content)


@pytest.mark.parametrize("size", [(2_001, 2_000), (4_000_001, 1), (9_000, 9_000)])
def test_too_many_pixels_are_refused_before_one_is_read(size: tuple[int, int]) -> None:
    with pytest.raises(UnfitPicture, match=r"Choose one of at most 4 million; 600 × 200 is enough\."):
        pictures.redraw(bomb(*size))


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(UnfitPicture, match="at most 2 MB"):
        pictures.redraw(bytes(2 * 1024 * 1024 + 1))


WHOLE = [picture(kind, (40, 30)) for kind in ("PNG", "JPEG", "WEBP", "GIF")]


@given(st.sampled_from(WHOLE), st.lists(st.tuples(st.integers(6, 400), st.integers(0, 255)), max_size=12))
@settings(max_examples=400, deadline=None)
def test_whatever_is_done_to_a_file_there_is_a_picture_or_a_refusal(
    whole: bytes, changes: list[tuple[int, int]]
) -> None:
    content = bytearray(whole)
    for place, value in changes:
        content[place % len(content)] = value

    with suppress(UnfitPicture):
        assert redrawn(bytes(content)).width <= 600
