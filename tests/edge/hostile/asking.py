"""One hostile request to one route: most of it in order, so that it gets far, and something in it not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote, unquote_to_bytes

from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.browser import OURS
from tests.edge.hostile import words
from tests.edge.hostile.bodies import Bodies
from tests.edge.hostile.heads import HEADERS
from tests.edge.hostile.knowing import Known, Seen
from tests.edge.hostile.words import MARK, quoted

MANNERS = {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": OURS, "HTTP_REFERER": f"{OURS}/"}
NAMES = ("unknown", "a[]", "a[b]", "__proto__", "", f"<{MARK}>", "\x00", "_anchor", "_external", "_scheme")
OTHER_METHODS = ("HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "X")
_ARGUMENT = re.compile(r"<(?:(\w+)(?:\(([^)]*)\))?:)?(\w+)>")


@dataclass(frozen=True)
class Ask:
    """A request, as it goes over the line."""

    method: str
    path: bytes
    query: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    kind: str = ""

    def of(self, client: FlaskClient, address: str) -> TestResponse:
        """The answer to whoever has these cookies; every byte arrives as it is written here."""
        line = {
            "REMOTE_ADDR": address,
            "REQUEST_METHOD": self.method,
            "PATH_INFO": unquote_to_bytes(self.path).decode("latin-1"),
            "QUERY_STRING": self.query.decode("latin-1"),
            "CONTENT_TYPE": self.kind,
            "CONTENT_LENGTH": str(len(self.body)),
        }
        environ = MANNERS | self.headers | line
        return client.open("/", base_url=OURS, data=self.body, environ_overrides=environ)

    def __str__(self) -> str:
        parts = (self.method, self.path[:150], self.query[:300], self.headers, self.kind, self.body[:500])
        return " ".join(str(part) for part in parts if part)


@dataclass
class Attacker:
    """Makes requests out of what is known; the same again from the same chance."""

    known: Known
    chance: Random

    def asks(self, rule: Rule, method: str, form: Seen | None = None) -> Ask:
        """One request to the route, hostile in one to three of its parts."""
        parts = ["query", "headers", *(["path"] if rule.arguments else [])]
        parts += ["body"] * 3 if method == "POST" else []
        chosen = {self.chance.choice(parts) for _ in range(self.chance.choice((1, 1, 2, 3)))}
        is_known = form is not None and "path" not in chosen
        body, kind = self._body(rule, form, "body" in chosen) if method == "POST" else (b"", "")
        return Ask(
            self.chance.choice(OTHER_METHODS) if self.chance.random() < 0.02 else method,
            quote(form.path).encode() if form and is_known else self._path(rule, "path" in chosen),
            self._query() if "query" in chosen else b"",
            self._proof(rule, body) | (dict(self._headers()) if "headers" in chosen else {}),
            body,
            kind,
        )

    def form(self, rule: Rule) -> Seen | None:
        """One of the forms that lead there, if any was seen."""
        seen = list(self.known.forms.get(rule.rule, {}).values())
        return self.chance.choice(seen) if seen else None

    def _path(self, rule: Rule, hostile: bool) -> bytes:
        arguments = list(_ARGUMENT.finditer(rule.rule))
        worst = self.chance.choice(arguments)[3] if hostile else None
        text = rule.rule.encode()
        for found in arguments:
            value = words.any_of(self.chance) if found[3] == worst else self._argument(rule, found)
            text = text.replace(found[0].encode(), value[:2_000])
        return text

    def _argument(self, rule: Rule, found: re.Match[str]) -> bytes:
        """A value of which there is something, if any was seen."""
        name = found[3]
        if found[1] == "any":
            return self.chance.choice(str(found[2]).split(", ")).encode()
        everywhere = (one for seen in self.known.arguments.values() for one in seen)
        held = [one for one in self.known.arguments.get(rule.endpoint, ()) if one.startswith(f"{name}=")]
        held = held or [one for one in everywhere if one.startswith(f"{name}=")] or [f"{name}=1"]
        return quoted(self.chance.choice(held).partition("=")[2])

    def _names(self) -> list[str]:
        return [*self.known.names, *NAMES]

    def _query(self) -> bytes:
        """Some of all names that there are; some of them twice, as lists, or without a value."""
        pairs = []
        for name in self.chance.choices(self._names(), k=self.chance.choice((1, 2, 4, 12))):
            between = self.chance.choice((b"=", b"=", b"=", b"=", b"", b"[]=", b"+="))
            once, other = (quoted(name) + between + words.any_of(self.chance) for _ in range(2))
            pairs += self.chance.choice(([once], [once], [once, other], [once, once]))
        return self.chance.choice((b"&", b"&", b"&", b";", b"&&=&")).join(pairs)[:7_900]

    def _proof(self, rule: Rule, body: bytes) -> dict[str, str]:
        proof = self.known.proofs.get(rule.rule)
        return proof(body) if proof else {}

    def _headers(self) -> Iterator[tuple[str, str]]:
        for name, value in self.chance.choices(HEADERS, k=self.chance.choice((1, 2, 5))):
            yield f"HTTP_{name}", value

    def _body(self, rule: Rule, form: Seen | None, hostile: bool) -> tuple[bytes, str]:
        bodies = Bodies(self.chance)
        if rule.rule.startswith("/api/") and self.chance.random() < 0.8:
            return bodies.of_program(), "application/json"
        fields = form.fields if form else dict.fromkeys(self.chance.choices(self._names(), k=4), "1")
        fields = fields | {"csrf_token": self.known.csrf_token}
        sent = [(quoted(name), quoted(value)) for name, value in fields.items()]
        return bodies.of_spoilt_form(sent, self._names()) if hostile else bodies.of_form(sent)
