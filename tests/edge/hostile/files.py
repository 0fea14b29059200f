"""Files that nobody should send: lists that are none, and pictures that are more than they look."""

import zlib
from random import Random
from struct import pack

from tests.edge.hostile.words import MARK


def _chunk(kind: bytes, content: bytes) -> bytes:
    return pack(">I", len(content)) + kind + content + pack(">I", zlib.crc32(kind + content))


def _picture(width: int, height: int, content: bytes) -> bytes:
    head = _chunk(b"IHDR", pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + _chunk(b"IDAT", zlib.compress(content)) + _chunk(b"IEND", b"")


USAGE = b"external_id,account,kind,quantity,used_at\n"
PAYMENTS = b"invoice,amount,date,reference\n"
CONTENTS = (
    b"",
    b"\x00" * 500,
    b"\xff\xfea\x00,\x00b\x00\n\x00",
    b"\xef\xbb\xbf" + USAGE + b"=1,1,minutes,1,2026-11-02T09:30:00Z\n",
    USAGE + b"\x00,\x00,\x00,\x00,\x00\n",
    USAGE + b'"' + b"x" * 140_000 + b'",1,minutes,1,2026-11-02\n',
    USAGE + b'"never closed,1,minutes',
    USAGE + b"\r\r\r\n,,,,\r",
    USAGE + f'"<{MARK}>",1,"<{MARK}>",{"9" * 30},0001-01-01T00:00:00-23:59\n'.encode(),
    USAGE + b"a,9999999999999999999999,minutes,-1,9999-12-31T23:59:59-14:00\n",
    USAGE + "b,\u0661,minutes,\u0661,\u0662\u0660\u0662\u0666-11-02\n".encode(),
    PAYMENTS + f'"<{MARK}>",1e9,9999-12-31,"=<{MARK}>"\n'.encode(),
    PAYMENTS + b"1,NaN,2026-11-02,r\n1,Infinity,2026-11-02,r\n1,1e-999,2026-11-02,r\n1,-0,2026-11-02,r\n",
    PAYMENTS.replace(b",", b";") + b"1;1;2026-11-02;x\x00y\n",
    b",".join(b"c%d" % number for number in range(10_000)) + b"\n" + b"," * 9_999 + b"\n",
    USAGE + b"a,1,minutes,1,2026-11-02T09:30:00Z\n" * 2_500,
    b'<svg xmlns="http://www.w3.org/2000/svg" onload="x7f3a()"/>',
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "x7f3a">]><svg>&a;</svg>',
    _picture(60_000, 60_000, b"\x00" * 100_000),
    _picture(1, 2**31 - 1, b"\x00"),
    _picture(0, 0, b""),
    _picture(100, 50, b"")[:-20],
    b"GIF89a" + b"\xff" * 600,
    b"\xff\xd8\xff\xe0" + b"\x00" * 600,
    b"RIFF\xff\xff\xff\xffWEBPVP8X" + b"\x00" * 60,
    b"II*\x00" + b"\xff" * 200,
    b"%PDF-1.7\n%x7f3a",
    b"PK\x03\x04" + b"\x00" * 60,
)
NAMES = (
    "x.csv",
    "../../x7f3a.png",
    f'"><{MARK}>.png',
    "a\\\r\nX-Evil: 1.png",
    "x" * 3_000,
    "",
    "\u202egnp.exe",
    "CON",
)
KINDS = (b"text/csv", b"image/png", b"image/svg+xml", b"text/html; charset=zz", b"\xff")
FIELDS = (b"file", b"logo", b"payments", b"usage")
"""Of forms that take files."""


def part(chance: Random) -> list[bytes]:
    """The lines of one part of a multipart body."""
    called = chance.choice(NAMES).encode("utf-8", "surrogatepass")
    head = b'--cut\r\nContent-Disposition: form-data; name="' + chance.choice(FIELDS)
    head += b'"; filename="' + called + b'"\r\nContent-Type: ' + chance.choice(KINDS)
    return [head, b"", chance.choice(CONTENTS)]
