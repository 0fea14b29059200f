"""The pictures that partners link with: ``python -m e2e.link_images content/images``.

Drawn here from the strokes of the vendor's logo, so that they need no font but for their small print.
An operator puts pictures of their own under the same names.
"""

import re
from argparse import ArgumentParser
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from app.config import ROOT
from e2e.chromium import arguments, executable

WIDTH = 200
FINER = 4
"""How many times larger they are drawn than they are kept."""

TEAL, ORANGE, INK = "#0b6470", "#e0912f", "#12333a"

# Letters as strokes 6 wide that stand on 44, with their width; {0} is where one begins, {1} where it ends.
LETTERS = {
    "B": (22, "M{0} 44V8h11a8.75 8.75 0 0 1 0 17.5H{0}M{2} 25.5h2a9.25 9.25 0 0 1 0 18.5H{0}"),
    "S": (
        22,
        "M{1} 14c-2-4-6-6-10.5-6-6 0-10 3.5-10 8.7 0 12 21.5 6.3 21.5 18.3"
        " 0 5.5-4.5 9-11 9-5.5 0-9.5-2.2-12-6.5",
    ),
    "a": (24, "M{1} 20v24M{1} 32a12 12 0 1 1-24 0 12 12 0 0 1 24 0z"),
    "e": (24, "M{0} 32h24a12 12 0 1 0-4 9"),
    "g": (24, "M{1} 20v25a11 11 0 0 1-21 5M{1} 32a12 12 0 1 1-24 0 12 12 0 0 1 24 0z"),
    "l": (0, "M{0} 44V8"),
    "m": (36, "M{0} 44V20M{0} 29a9 9 0 0 1 18 0v15m0-15a9 9 0 0 1 18 0v15"),
    "o": (24, "M{1} 32a12 12 0 1 1-24 0 12 12 0 0 1 24 0z"),
    "r": (9, "M{0} 44V20M{0} 31a11 11 0 0 1 12-10.9"),
    "s": (17, "M{1} 24c-2-3-5-4-8.5-4-4.5 0-8 2-8 6 0 8.5 17 3.5 17 12 0 4-3.5 6-8.5 6-4 0-7-1.5-9-4.5"),
    "t": (12, "M{2} 10v26a8 8 0 0 0 8 8M{0} 20h13"),
    "x": (19, "M{0} 20l19 24M{1} 20l-19 24"),
}
GAP = 11


def word(text: str, x: float, colour: str) -> tuple[str, float]:
    """A word in strokes, and where it ends."""
    paths = []
    for letter in text:
        width, path = LETTERS[letter]
        middle = x + 11 if letter == "B" else x + 4
        paths.append(path.format(x, x + width, middle))
        x += width + GAP
    return (
        f'<path d="{"".join(paths)}" fill="none" stroke="{colour}" stroke-width="6"'
        ' stroke-linecap="round" stroke-linejoin="round"/>'
    ), x - GAP + 3


def logo() -> str:
    """The vendor's logo, 299 by 50."""
    drawing = (ROOT / "static" / "images" / "panterra_logo.svg").read_text("utf-8")
    found = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.DOTALL)
    assert found  # noqa: S101  (it is drawn like that)
    return found[1]


def small(text: str, x: float, y: float, size: float, colour: str, weight: str = "normal") -> str:
    """Small print, centred on x."""
    return (
        f'<text x="{x}" y="{y}" font-family="DejaVu Sans, Verdana, sans-serif" font-size="{size}"'
        f' font-weight="{weight}" fill="{colour}" text-anchor="middle">{text}</text>'
    )


def at(x: float, y: float, scale: float, drawing: str) -> str:
    """A drawing moved and made smaller."""
    return f'<g transform="translate({x} {y}) scale({scale})">{drawing}</g>'


BOX = (
    f'<path d="M4 18 26 8l22 10-22 10z" fill="{ORANGE}"/><path d="M4 22v20l20 9V31z" fill="{TEAL}"/>'
    f'<path d="M48 22v20l-20 9V31z" fill="#0f7f8d"/>'
)
WAVES = "".join(
    f'<path d="M4 {y}c8-9 14-9 22 0s14 9 22 0" fill="none" stroke="{colour}" stroke-width="6"'
    ' stroke-linecap="round"/>'
    for y, colour in ((14, ORANGE), (28, TEAL), (42, INK))
)


def product(name: str, mark: str, y: float) -> str:
    """A product's mark and its name beside it, over the whole width."""
    letters, end = word(name, 66, INK)
    scale = (WIDTH - 16) / end
    return at(8, y, scale, mark + letters)


def button(first: str, second: str, ground: str, arrow: str) -> str:
    """What looks as if it could be pressed, since it can."""
    return (
        f'<rect x="1" y="1" width="198" height="58" rx="9" fill="{ground}"/>'
        + small(first, 84, 26, 13.5, "#fff", "bold")
        + small(second, 84, 43, 11, "#fff")
        + f'<circle cx="178" cy="30" r="12" fill="#fff"/><path d="M172.5 30h10m-4-4.5 4.5 4.5-4.5 4.5"'
        f' fill="none" stroke="{arrow}" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/>'
    )


def drawings() -> dict[str, tuple[int, str]]:
    """Height and content of each picture, by its name."""
    blog, _ = word("Blog", 0, ORANGE)
    divider = '<path d="M139 13v24" stroke="#b8c7ca" stroke-width="1"/>'
    return {
        "panterra_logo_200.png": (48, at(8, 8.6, 184 / 299, logo())),
        "Company_Blog_panterra_logo_200.png": (
            48,
            at(6, 13, 126 / 299, logo()) + divider + at(148, 12.2, 0.44, blog),
        ),
        "smartbox_logo_NEW_tag_line_underneath.jpg": (
            64,
            product("SmartBox", BOX, 4) + small("Files in step on every device", 100, 57, 11, "#44595e"),
        ),
        "streams_logo.png": (52, product("Streams", WAVES, 6)),
        "guestsignup.jpg": (60, button("Free guest account", "Sign up for SmartBox", TEAL, TEAL)),
        "webstoresignup.jpg": (60, button("SmartBox account", "Sign up your company", INK, INK)),
    }


def main() -> None:
    """Draw them all."""
    parser = ArgumentParser(prog="python -m e2e.link_images", description=main.__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=executable(), args=arguments()) as browser,
    ):
        page = browser.new_page(device_scale_factor=FINER)
        for name, (height, content) in drawings().items():
            (folder / name).write_bytes(_drawn(page, content, height, name.rpartition(".")[2]))


def _drawn(page: Page, content: str, height: int, kind: str) -> bytes:
    page.set_viewport_size({"width": WIDTH, "height": height})
    page.set_content(
        f'<body style="margin:0;background:#fff"><svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}"'
        f' height="{height}" style="display:block">{content}</svg>'
    )
    large = Image.open(BytesIO(page.screenshot())).convert("RGB")
    picture = large.resize((WIDTH, height), Image.Resampling.LANCZOS)
    file = BytesIO()
    if kind == "jpg":
        picture.save(file, "JPEG", quality=92, subsampling=0, optimize=True)
    else:
        picture.save(file, "PNG", optimize=True)
    return file.getvalue()


if __name__ == "__main__":
    main()
