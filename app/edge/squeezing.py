"""Gzip put together from parts: fixed ones squeezed once, as far as they go, between others that differ.

By RFC 1951 a part ends at a whole byte after a full flush and refers to no other part; RFC 1952 says
what stands around them.
"""

import struct
import zlib
from collections.abc import Sequence

LONG = 16_000
"""Bytes, from which on a page has long lists, which the slower levels halve."""

# No name, no time, deflate, an unknown system.
_BEGIN = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
# A last block with nothing in it.
_END = b"\x03\x00"
_LONGEST_BLOCK = 65_535
_BLOCK = struct.Struct("<BHH").pack
_RAW = -15


def squeeze(part: bytes) -> bytes:
    """A part that stays the same, at the best compression there is."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, _RAW)
    return compressor.compress(part) + compressor.flush(zlib.Z_FULL_FLUSH)


def as_it_is(part: bytes) -> bytes:
    """A part of a few bytes, which differs each time: what squeezing saves is less than what it costs."""
    size = len(part)
    if size <= _LONGEST_BLOCK:
        return _BLOCK(0, size, size ^ 0xFFFF) + part
    blocks = (part[at : at + _LONGEST_BLOCK] for at in range(0, len(part), _LONGEST_BLOCK))
    return b"".join(map(as_it_is, blocks))


def together(plain: Sequence[bytes], packed: Sequence[bytes]) -> bytes:
    """The file whose content is `plain`, of which `packed` is each part in its other shape."""
    check = size = 0
    for part in plain:
        check = zlib.crc32(part, check)
        size += len(part)
    return b"".join((_BEGIN, *packed, _END, struct.pack("<LL", check, size & 0xFFFFFFFF)))
