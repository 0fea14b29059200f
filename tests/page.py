"""One answer of the service, as a person and as a program sees it."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bs4 import BeautifulSoup, Tag
from werkzeug.test import TestResponse

from tests import house_rules
from tests.house_rules import words


@dataclass
class Page:
    """One answer, as a person and as a program sees it."""

    response: TestResponse
    url: str

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def headers(self) -> Any:
        return self.response.headers

    @cached_property
    def text(self) -> str:
        return house_rules.text_of(self.response)

    @cached_property
    def soup(self) -> BeautifulSoup:
        return house_rules.parse(self.text)

    @property
    def title(self) -> str:
        return words(self.soup.title)

    def find(self, selector: str) -> Tag:
        """The one element of this kind; fails where there is none or more than one."""
        found = self.soup.select(selector)
        assert len(found) == 1, f"{len(found)} of {selector} on {self.url}"
        return found[0]

    def says(self, selector: str = "body") -> str:
        """What a person reads in that place."""
        return words(self.find(selector))

    def has(self, selector: str) -> bool:
        return bool(self.soup.select(selector))

    @property
    def form(self) -> Tag:
        # Whoever is signed in has a small one above it, to sign out; a landing page one beside it, to chat.
        within = "main " if self.has('main form[method="post"]') else ""
        return self.find(f'{within}form[method="post"]:not(.way form)')

    @property
    def values(self) -> dict[str, str]:
        """What the form would send now, by name, hidden fields included, buttons not."""
        return {
            str(one["name"]): words_of_control(one)
            for one in self.form.select("input[name], textarea[name], select[name]")
            if one.get("type") not in ("radio", "checkbox") or one.has_attr("checked")
        }

    @property
    def controls(self) -> set[str]:
        """The names of everything that can be filled in, chosen or ticked."""
        return {str(one["name"]) for one in self.form.select("input[name], textarea[name], select[name]")}

    @property
    def errors(self) -> dict[str, str]:
        """The message next to each field, by the field's name."""
        return {
            str(one["id"]).removesuffix("-error"): words(one).removeprefix("Error: ")
            for one in self.soup.select("p.error[id]")
        }

    @property
    def summary(self) -> list[str]:
        """What the summary at the top says is wrong."""
        return [words(item) for item in self.soup.select("#errors li")]

    @property
    def ancestors(self) -> set[str]:
        """Who may frame this page."""
        found = re.search(r"frame-ancestors ([^;]*)", self.headers["Content-Security-Policy"])
        return set(found[1].split()) if found else set()


def words_of_control(control: Tag) -> str:
    """The value of a control, as it would be sent."""
    if control.name == "textarea":
        return control.get_text()
    if control.name == "select":
        chosen = control.select_one("option[selected]") or control.select_one("option")
        return str(chosen.get("value", "")) if chosen else ""
    return str(control.get("value", ""))
