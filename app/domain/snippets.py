"""What a partner copies: one page of ours in the five ways of placing it (SPEC section 11)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote, urlencode

from markupsafe import Markup, escape

Given = Iterable[tuple[str, str]]
"""Parameters as a partner writes them, in order."""

WIDTH = 500
"""CSS pixels of a frame around reading matter, as in the vendor's own example."""


class Placeable(Protocol):
    """A page that can be placed, as its widget describes it."""

    @property
    def slug(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def path(self) -> str: ...  # noqa: D102
    @property
    def height(self) -> int: ...  # noqa: D102
    @property
    def link_text(self) -> str: ...  # noqa: D102
    @property
    def query(self) -> tuple[tuple[str, str], ...]: ...  # noqa: D102
    @property
    def has_form(self) -> bool: ...  # noqa: D102


class Pinned(Protocol):
    """The script as it is at this moment, and where it stays as it is."""

    @property
    def url(self) -> str: ...  # noqa: D102
    @property
    def integrity(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Snippets:
    """Everything a partner can paste for one page; each but `url` and `oembed` is a piece of HTML."""

    url: str
    link: Markup
    iframe: Markup
    script: Markup
    pinned: Markup | None
    """The same with a script that is never another one."""
    fragment: Markup
    oembed: str


def of(
    place: Placeable, base_url: str, given: Given, vendor_name: str, loader: Pinned | None = None
) -> Snippets:
    """The snippets of a page of the service at `base_url`, with these parameters in each of them.

    `loader` is the script for those who pin it.
    """
    asked = tuple(given)
    page = url(place, base_url, asked)
    fallback = link(page, place.link_text)
    return Snippets(
        url=page,
        link=fallback,
        iframe=iframe(place, base_url, asked, vendor_name),
        script=_place(place, asked, fallback) + script(base_url),
        pinned=_place(place, asked, fallback) + script(base_url, loader) if loader else None,
        fragment=_fragment(place, base_url, asked, fallback),
        oembed=oembed(page, base_url),
    )


def url(place: Placeable, base_url: str, given: Given) -> str:
    """The page's own address."""
    return address(f"{base_url}{place.path}", (*place.query, *_besides(place, given)))


def address(page: str, pairs: Given) -> str:
    """A page and its query as the vendor writes them: %20 for a space, `http://` left readable."""
    query = urlencode(list(pairs), safe=":/@", quote_via=quote)
    return f"{page}?{query}" if query else page


def link(href: str, words: str | Markup, title: str = "") -> Markup:
    """A link that says `words`; a picture in its place is Markup."""
    return _element("a", {"href": href, "title": title or None}, words)


def picture(src: str, alt: str, width: int) -> Markup:
    """A picture `width` CSS pixels wide, and as high as that makes it."""
    return _tag("img", {"src": src, "alt": alt, "width": str(width)})


def iframe(
    place: Placeable,
    base_url: str,
    given: Given,
    vendor_name: str,
    size: tuple[int, int] | None = None,
) -> Markup:
    """A frame around the page. A strict host drops `style`; what matters stands in attributes of its own.

    `size` is its width and height in CSS pixels, if they are not to be the page's.
    """
    width, height = size or (WIDTH, place.height)
    reading = {
        "width": str(width),
        "height": str(height),
        "style": "border: 1px solid #cccccc; max-width: 100%;",
        "name": f"{re.sub(r'[^A-Za-z0-9]', '', vendor_name)}Frame",
    }
    form = {"width": "100%", "height": str(height), "style": "border: 0;"}
    look = form if place.has_form else reading
    return _element(
        "iframe",
        {
            "src": url(place, base_url, given),
            "title": place.title,
            **look,
            "loading": "lazy",
            "referrerpolicy": "strict-origin-when-cross-origin",
        },
    )


def attribute(name: str) -> str:
    """What a parameter is called on the loader's element: `SubPartnerID` is `data-sub-partner-id`."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).replace("_", "-")
    return f"data-{words.lower()}"


def script(base_url: str, pinned: Pinned | None = None) -> Markup:
    """What loads the script, once on a page: the newest, or the one that is pinned by its hash."""
    if pinned is None:
        return Markup('<script async src="{}"></script>').format(f"{base_url}/embed/v1.js")
    return Markup('<script async src="{}" integrity="{}" crossorigin="anonymous"></script>').format(
        f"{base_url}{pinned.url}", pinned.integrity
    )


def oembed(page: str, base_url: str) -> str:
    """Where programs ask how to show the page."""
    return f"{base_url}/oembed?{urlencode({'url': page})}"


def _place(place: Placeable, given: Given, fallback: Markup) -> Markup:
    data = {attribute(name): text for name, text in _besides(place, given)}
    return _element("div", {"data-partner-tools": place.slug, **data}, fallback)


def _fragment(place: Placeable, base_url: str, given: Given, fallback: Markup) -> Markup:
    source = address(f"{base_url}/fragment/{place.slug}", _besides(place, given))
    return _element("div", {"hx-get": source, "hx-trigger": "load"}, fallback)


def _besides(place: Placeable, given: Given) -> list[tuple[str, str]]:
    """The parameters without those that the page always has."""
    always = {name for name, _ in place.query}
    return [(name, text) for name, text in given if name not in always]


def _tag(name: str, attributes: dict[str, str | None]) -> Markup:
    pairs = (Markup(' {}="{}"').format(key, text) for key, text in attributes.items() if text is not None)
    return Markup("<{}{}>").format(Markup(name), Markup("").join(pairs))  # noqa: S704  (written here)


def _element(name: str, attributes: dict[str, str | None], content: str | Markup = "") -> Markup:
    return _tag(name, attributes) + escape(content) + Markup("</{}>").format(name)
