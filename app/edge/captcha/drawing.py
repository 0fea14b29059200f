"""The picture: bent letters under a few strokes, the same bytes in every process."""

import math
from colorsys import hls_to_rgb
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFont, ImageOps

from app.edge.captcha.challenge import Challenge, find

# Fits a frame 280 px wide with a margin of 16.
WIDTH, HEIGHT = 240, 80

_FONT = files("captcha").joinpath("data", "DroidSansMono.ttf")
_SIZES = (54, 60, 66)
_STRIP = 12
_KEPT = 256


def picture(text: str) -> bytes:
    """A WebP, WIDTH by HEIGHT pixels. Raises UnknownChallenge."""
    challenge = find(text)
    return _render(challenge, challenge.letters)


# At most 1 MB: no picture comes near 4 KB.
@lru_cache(_KEPT)
def _render(challenge: Challenge, letters: str) -> bytes:
    chance = challenge.chance(b"picture")
    ink = Image.new("L", (WIDTH, HEIGHT), 0)
    _write(ink, letters, chance)
    ink = _bend(ink, chance)
    _scratch(ink, chance)

    file = BytesIO()
    ImageOps.colorize(ink, black=_shade(chance, 0.95), white=_shade(chance, 0.22)).save(
        file, "WEBP", quality=16, method=4
    )
    return file.getvalue()


def _write(ink: Image.Image, letters: str, chance: Random) -> None:
    """Each letter in its own size, slant and height, close to its neighbours."""
    pitch = (WIDTH - 20) / len(letters)
    for place, letter in enumerate(letters):
        tile = _tile(letter, chance.choice(_SIZES)).rotate(
            chance.uniform(-22, 22), Image.Resampling.BILINEAR, expand=True
        )
        tile = tile.crop(tile.getbbox())
        x = 10 + pitch * (place + 0.5) - tile.width / 2 + chance.uniform(-4, 4)
        y = (HEIGHT - tile.height) / 2 + chance.uniform(-7, 7)
        ink.paste(255, (round(x), round(y)), tile)


def _tile(letter: str, size: int) -> Image.Image:
    tile = Image.new("L", (size, size * 3 // 2), 0)
    ImageDraw.Draw(tile).text((4, 0), letter, fill=255, font=_font(size))
    return tile


def _bend(ink: Image.Image, chance: Random) -> Image.Image:
    """Let the line swim: upright strips, each moved up or down along a wave."""
    height, length, start = chance.uniform(3, 6), chance.uniform(90, 160), chance.uniform(0, math.tau)

    def lift(x: int) -> float:
        return height * math.sin(start + math.tau * x / length)

    strips = []
    for left in range(0, WIDTH, _STRIP):
        right = left + _STRIP
        before, after = lift(left), lift(right)
        corners = (left, before, left, HEIGHT + before, right, HEIGHT + after, right, after)
        strips.append(((left, 0, right, HEIGHT), corners))
    return ink.transform(ink.size, Image.Transform.MESH, strips, Image.Resampling.BILINEAR)


def _scratch(ink: Image.Image, chance: Random) -> None:
    """Strokes of the same ink, to join the letters, and of paper, to cut them."""
    draw = ImageDraw.Draw(ink)
    for fill, width in ((255, 3), (255, 2), (0, 2)):
        low, high = chance.uniform(0.2, 0.8) * HEIGHT, chance.uniform(0.2, 0.8) * HEIGHT
        sway, turns = chance.uniform(4, 14), chance.uniform(2, 5)
        points = [
            (x, low + (high - low) * x / WIDTH + sway * math.sin(turns * math.pi * x / WIDTH))
            for x in range(0, WIDTH + 1, 6)
        ]
        draw.line(points, fill, width, joint="curve")
    for _ in range(24):
        x, y, radius = chance.uniform(0, WIDTH), chance.uniform(0, HEIGHT), chance.uniform(0.5, 1.8)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), chance.choice((255, 255, 0)))


def _shade(chance: Random, lightness: float) -> tuple[int, int, int]:
    """A colour of any hue; 0.95 and 0.22 stay at a contrast of 7:1 or more."""
    red, green, blue = hls_to_rgb(chance.random(), lightness, 0.4)
    return round(red * 255), round(green * 255), round(blue * 255)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(BytesIO(_FONT.read_bytes()), size)
