"""The voice: six digits over a murmur, mixed from clips that are prepared once."""

import threading
import wave
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from random import Random

from app.edge.captcha.challenge import Challenge, find

_RATE = 8000
_CLIPS = files("captcha").joinpath("data")
_SPEEDS = (0.9, 0.95, 1.0, 1.05, 1.1, 1.15)
_LOUD = (0.8, 0.85, 0.9, 0.95, 1.0)
_SOFT = (0.2, 0.24, 0.28, 0.32, 0.36)
_KEPT = 24

# A sample is one byte, and each track has its own share of it: 143 + 51 + 51 + 7 = 252. As sums
# never carry into the next sample, tracks are mixed by adding them as whole numbers, which takes
# microseconds where a loop over samples takes a tenth of a second.
_VOICE, _MURMUR, _HISS = 72, 26, 4
"""The middle of each track's share; a sample is from 0 to twice that, less one."""

_one_at_a_time = threading.Lock()


def speech(text: str) -> bytes:
    """A WAV of about ten seconds, 8 kHz, 8 bits, mono. Raises UnknownChallenge."""
    challenge = find(text)
    with _one_at_a_time:
        return _render(challenge, challenge.digits)


# At most 3 MB: no recording comes near 120 KB. Players ask for the same one in several ranges.
@lru_cache(_KEPT)
def _render(challenge: Challenge, digits: str) -> bytes:
    chance = challenge.chance(b"speech")
    voice = _speak(digits, chance)
    length = len(voice)
    tracks = [voice, _murmur(length, chance), _murmur(length, chance), _hiss(length, chance)]
    mixed = sum(int.from_bytes(track, "little") for track in tracks).to_bytes(length, "little")

    file = BytesIO()
    with wave.open(file, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(1)
        recording.setframerate(_RATE)
        recording.writeframes(mixed)
    return file.getvalue()


def _speak(digits: str, chance: Random) -> bytes:
    """The digits with enough time after each to type it, between a beep and a beep."""
    beep = _clip("beep").translate(_level(_VOICE, 1.0))
    track = bytearray(_pause(_VOICE, 0.3) + beep)
    for digit in digits:
        track += _pause(_VOICE, chance.uniform(0.7, 1.2))
        track += chance.choice(_twisted(digit)).translate(_level(_VOICE, chance.choice(_LOUD)))
    return bytes(track + _pause(_VOICE, 1.0) + beep + _pause(_VOICE, 0.3))


def _murmur(length: int, chance: Random) -> bytes:
    """The same voice backwards and softly, without a silence to cut the recording at."""
    track = bytearray()
    while len(track) < length:
        clip = chance.choice(_twisted(chance.choice("0123456789")))[::-1]
        track += clip.translate(_level(_MURMUR, chance.choice(_SOFT)))
        track += _pause(_MURMUR, chance.uniform(0, 0.1))
    return bytes(track[:length])


def _hiss(length: int, chance: Random) -> bytes:
    return chance.randbytes(length).translate(bytes(value % (2 * _HISS) for value in range(256)))


def _pause(middle: int, seconds: float) -> bytes:
    return bytes([middle]) * round(seconds * _RATE)


@cache
def _level(middle: int, level: float) -> bytes:
    """The table that makes a clip louder or softer and puts it into a track's share."""
    top = 2 * middle - 1
    return bytes(min(top, max(0, round(middle + (value - 128) * level))) for value in range(256))


@cache
def _twisted(digit: str) -> tuple[bytes, ...]:
    """One digit at several speeds, which also changes its pitch."""
    return tuple(bytes(_paced(_clip(digit), speed)) for speed in _SPEEDS)


def _paced(clip: bytes, speed: float) -> Iterator[int]:
    for step in range(int((len(clip) - 1) / speed)):
        place, between = divmod(step * speed, 1)
        left, right = clip[int(place)], clip[int(place) + 1]
        yield round(left + (right - left) * between)


@cache
def _clip(name: str) -> bytes:
    path = _CLIPS / "beep.wav" if name == "beep" else _CLIPS / name / "default.wav"
    with path.open("rb") as file, wave.open(file) as recording:
        samples: bytes = recording.readframes(-1)
    return samples
