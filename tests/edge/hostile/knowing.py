"""What can be named in requests: learned by looking at every page, and by listening to what is read."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect, Rule

from app.edge import params
from tests import colleague
from tests.browser import OURS

LOOKING = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
asked: dict[str, None] = {}
"""Every name that was looked for in a query or in a multipart body, in the order of the first time."""


class Overheard(ImmutableMultiDict[str, str]):
    """What a request brings, which remembers what was looked for in it."""

    def __getitem__(self, key: str) -> str:
        asked[key] = None
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        asked[str(key)] = None
        return super().__contains__(key)

    def getlist(self, key: str, *rest: Any) -> list[Any]:
        asked[key] = None
        return super().getlist(key, *rest)


def listen(app: Flask) -> None:
    """From here on remember what requests are asked for."""
    asked.clear()
    app.request_class = type("Request", (app.request_class,), {"parameter_storage_class": Overheard})


@dataclass(frozen=True)
class Seen:
    """A form, where it leads, and the page that it was last seen on."""

    page: str
    path: str
    fields: dict[str, str]


@dataclass
class Known:
    """What somebody in one role has seen: arguments of routes, names in queries, fields of forms."""

    app: Flask
    arguments: dict[str, dict[str, None]] = field(default_factory=dict)
    forms: dict[str, dict[str, Seen]] = field(default_factory=dict)
    """By route and by path."""
    csrf_token: str = ""
    proofs: dict[str, Callable[[bytes], dict[str, str]]] = field(default_factory=dict)
    """By route: the headers that say who wrote a body."""
    names: dict[str, None] = field(default_factory=lambda: dict.fromkeys((*params.NAMES, *params.UTM)))

    def looks(self, client: FlaskClient, urls: Iterable[str], most: int = 400) -> None:
        """Open pages, and whatever they lead to that is of a new kind."""
        waiting = [urljoin(OURS, url) for url in urls]
        seen: set[str] = set()
        while waiting and len(seen) < most:
            url = waiting.pop(0)
            if url in seen:
                continue
            seen.add(url)
            page = client.get(urldefrag(url).url, headers=LOOKING)
            if page.mimetype == "text/html":
                waiting += [found for found in self._notes(url, page.text) if found not in seen]

    def _notes(self, url: str, text: str) -> Iterator[str]:
        # Here nothing is judged, so the quicker parser will do.
        for tag in BeautifulSoup(text, "html.parser").select("[href], [src], form[action]"):
            address = urljoin(url, str(tag.get("href") or tag.get("src") or tag["action"]))
            method = str(tag.get("method", "get")).upper() if tag.name == "form" else "GET"
            is_new = self.notes(address, method)
            if tag.name == "form":
                self._notes_form(url, tag, urlsplit(address).path, method)
            elif is_new:
                yield address

    def notes(self, url: str, method: str = "GET") -> bool:
        """Remember what a URL of ours names; whether something of its kind was not seen before."""
        parts = urlsplit(url)
        if f"{parts.scheme}://{parts.netloc}" != OURS:
            return False
        self.names |= dict.fromkeys(name for name, _ in parse_qsl(parts.query, keep_blank_values=True))
        found = self.find(parts.path, method)
        if found is None:
            return False
        rule, arguments = found
        endpoint = rule.endpoint
        fresh = endpoint not in self.arguments
        held = self.arguments.setdefault(endpoint, {})
        for name, value in arguments.items():
            # Few of each: the first are as good as any other.
            if sum(one.startswith(f"{name}=") for one in held) < 4:
                held[f"{name}={value}"] = None
        return fresh

    def find(self, path: str, method: str) -> tuple[Rule, dict[str, Any]] | None:
        adapter = self.app.url_map.bind("127.0.0.1:8000")
        try:
            rule, arguments = adapter.match(path, method, return_rule=True)
        except (HTTPException, RequestRedirect):
            return None
        return rule, dict(arguments)

    def _notes_form(self, url: str, form: Tag, path: str, method: str) -> None:
        values = colleague.values(form)
        for button in form.select("button[name]"):
            values.setdefault(str(button["name"]), str(button.get("value", "")))
        for box in form.select("input[type=checkbox], input[type=radio]"):
            values.setdefault(str(box["name"]), str(box.get("value", "y")))
        self.names |= dict.fromkeys(values)
        self.csrf_token = values.get("csrf_token", self.csrf_token)
        found = self.find(path, method)
        if found and method == "POST":
            self.forms.setdefault(found[0].rule, {})[path] = Seen(url, path, values)

    def hears(self) -> None:
        """Take over the names that were looked for, as far as somebody could write them."""
        self.names |= dict.fromkeys(name for name in asked if re.fullmatch(r"[\w\[\].-]{1,40}", name))
