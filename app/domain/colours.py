"""Colours where no stylesheet can follow: in letters, ink has to be readable as it is written."""

READABLE = 4.5
"""The least contrast of text to its ground (WCAG 2.2, 1.4.3)."""

_STEP = 0.95


def ink(brand: str) -> str:
    """The brand, #rrggbb, as dark as it has to be for text on white."""
    parts = [int(brand[place : place + 2], 16) for place in (1, 3, 5)]
    while contrast_to_white(parts) < READABLE:
        parts = [int(part * _STEP) for part in parts]
    return f"#{parts[0]:02x}{parts[1]:02x}{parts[2]:02x}"


def contrast_to_white(parts: list[int]) -> float:
    """The contrast of red, green and blue to white, from 1 to 21 (WCAG 2.2, relative luminance)."""
    red, green, blue = (_linear(part / 255) for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
