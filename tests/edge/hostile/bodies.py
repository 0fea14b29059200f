"""Bodies of forms and of programs: as they should be but for one thing, or not at all."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import unquote_to_bytes

from tests.edge.hostile import files, words
from tests.edge.hostile.heads import CUT, FORM, KINDS
from tests.edge.hostile.words import quoted

JSON = (
    b"",
    b"{",
    b"null",
    b"[]",
    b"[[]]",
    b'"text"',
    b"NaN",
    b"1e999",
    b"[" * 60_000,
    b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    b"9" * 6_000,
    b'\xff\xfe{"\x00a\x00"\x00:\x001\x00}\x00',
    b"\xef\xbb\xbf{}",
    b'{"a": 1, "a": 2}',
    b'{"external_id": "\\ud800", "account": 1, "kind": "minutes", "quantity": 1, "used_at": "2026-11-02"}',
    b"[" + b"{}," * 1_500 + b"{}]",
)
ITEM = {
    "external_id": "x",
    "account": 1,
    "kind": "minutes",
    "quantity": 1,
    "used_at": "2026-11-02T09:30:00Z",
}
NAMES = (*ITEM, "type", "data", "reference", "")
VALUES: tuple[Any, ...] = (
    *(1, "1", "minutes", None, True, 1.5, -1, 2**70, 1e308, [], {}, [{}], "\ud800", "\x00", *words.WORDS),
)
Pairs = list[tuple[bytes, bytes]]


@dataclass
class Bodies:
    """Makes the body of a post; the same again from the same chance."""

    chance: Random

    def of_program(self) -> bytes:
        """JSON, or what is none."""
        if self.chance.random() < 0.3:
            return self.chance.choice(JSON)
        changed = self.chance.choices(NAMES, k=self.chance.choice((1, 2, 5)))
        item = ITEM | {name: self.chance.choice(VALUES) for name in changed}
        told = {"type": "payment.received", "data": item}
        return json.dumps(self.chance.choice((item, [item], [item, ITEM], told))).encode()

    def of_form(self, sent: Pairs) -> tuple[bytes, str]:
        """What a form would send, in one of the two ways, and what that is called."""
        if self.chance.random() < 0.25:
            return self._parts(sent), CUT
        return plain(sent), FORM

    def of_spoilt_form(self, sent: Pairs, names: Sequence[str]) -> tuple[bytes, str]:
        """The same with something in it that does not belong there."""
        sent = list(self._spoilt(sent))
        if self.chance.random() < 0.2:
            sent.append((quoted(self.chance.choice(names)), words.any_of(self.chance)))
        return self._odd(sent) if self.chance.random() < 0.15 else self.of_form(sent)

    def _spoilt(self, sent: Pairs) -> Iterator[tuple[bytes, bytes]]:
        """One field, or some, that hold what they should not, or with nothing, or twice."""
        worst = {self.chance.choice(sent)[0] for _ in range(self.chance.choice((1, 1, 1, 3, 30)))}
        for name, value in sent:
            kept = name in (b"csrf_token", b"form_token") and self.chance.random() < 0.9
            times = self.chance.choice((0, 1, 1, 1, 1, 1, 1, 1, 1, 2))
            if kept or name not in worst:
                yield name, value
            else:
                yield from ((name, words.any_of(self.chance)) for _ in range(times))

    def _parts(self, sent: Pairs) -> bytes:
        lines = files.part(self.chance)
        for name, value in sent:
            named = unquote_to_bytes(name).replace(b'"', b"%22")
            lines += [b'--cut\r\nContent-Disposition: form-data; name="' + named + b'"']
            lines += [b"", unquote_to_bytes(value)]
        return b"\r\n".join([*lines, b"--cut--", b""])

    def _odd(self, sent: Pairs) -> tuple[bytes, str]:
        """A body that is not what it is called, too long, of too many parts, or broken off."""
        body, parts = plain(sent), self._parts(sent)
        made: tuple[Callable[[], bytes], ...] = (
            lambda: body,
            self.of_program,
            lambda: parts,
            lambda: parts[: self.chance.randrange(len(parts))],
            lambda: parts.replace(b'"\r\n\r\n', b'"; filename="a"\r\n\r\n', 2),
            lambda: body + b"&x=" + b"x" * 262_144,
            lambda: body + b"&x=1" * 201,
            lambda: b"\xff\xfe\x00",
            lambda: b"=&&=&%&%zz&" + body,
        )
        return self.chance.choice(made)(), self.chance.choice(KINDS)


def plain(sent: Pairs) -> bytes:
    """The body of an ordinary form."""
    return b"&".join(name + b"=" + value for name, value in sent)
