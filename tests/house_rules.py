"""What every HTML page of ours obeys; `tests.browser` holds each page it opens to it."""

import gzip
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

import html5lib
from bs4 import BeautifulSoup, Tag
from werkzeug.test import TestResponse

_NAMELESS = {"hidden", "submit", "button", "image", "reset"}
_TOKEN = re.compile(r'value="[\w.=~-]{60,}"')
_BARE_NUMBER = re.compile(r"[\d.,+ ]+")
_REFERRING = ("aria-describedby", "aria-labelledby", "aria-controls", "for")


def parse(text: str) -> BeautifulSoup:
    """The document as a browser reads it."""
    return BeautifulSoup(text, "html5lib")


def text_of(response: TestResponse) -> str:
    """The body as a browser unpacks it."""
    body = response.get_data()
    if response.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    return body.decode()


def check(response: TestResponse) -> None:
    """Fail with every house rule that an HTML answer breaks."""
    # Pages that differ by their tokens alone need one look.
    text = _TOKEN.sub('value="token"', text_of(response))
    broken = [*_headers(response), *_broken(text)]
    assert not broken, f"{response.request.path} breaks the house rules: {'; '.join(broken)}"


@lru_cache(maxsize=1024)
def _broken(text: str) -> tuple[str, ...]:
    soup = parse(text)
    broken = [*_identity(soup), *_controls(soup), *_links(soup), *_inline(soup)]
    if text.lstrip().lower().startswith("<!doctype"):
        broken += [*_syntax(text), *_head(soup)]
    return tuple(broken)


def _headers(response: TestResponse) -> Iterator[str]:
    policy = response.headers.get("Content-Security-Policy", "")
    if not policy:
        yield "no Content-Security-Policy"
    if len(response.headers.getlist("Content-Security-Policy")) > 1:
        yield "two policies"
    if "unsafe-" in policy:
        yield f"the policy allows {policy}"
    if "frame-ancestors 'none'" not in policy and "Set-Cookie" in response.headers:
        yield "an embeddable page sets a cookie"


def _syntax(text: str) -> Iterator[str]:
    parser = html5lib.HTMLParser()
    parser.parse(text)
    # What a prospect typed is shown again, unreadable characters too.
    errors = (error for error in parser.errors if error[1] != "invalid-codepoint")
    yield from (f"syntax: {code} at {place}" for place, code, _ in errors)


def _head(soup: BeautifulSoup) -> Iterator[str]:
    headings = soup.find_all("h1")
    title = words(soup.title).removeprefix("Error: ")
    if len(headings) != 1:
        yield f"{len(headings)} h1"
    elif not words(headings[0]) or not title.startswith(words(headings[0])):
        yield f"the title {title!r} does not start with the h1 {words(headings[0])!r}"
    if not (soup.html and soup.html.get("lang")):
        yield "no lang"


def _identity(soup: BeautifulSoup) -> Iterator[str]:
    ids = Counter(str(tag["id"]) for tag in soup.find_all(id=True))
    yield from (f"the id {name!r} is there {count} times" for name, count in ids.items() if count > 1)
    for tag in soup.find_all(True):
        for attribute in _REFERRING:
            wanted = tag.get(attribute)
            names = wanted if isinstance(wanted, list) else str(wanted or "").split()
            yield from (
                f"{attribute} names {name!r}, which is not there" for name in names if name not in ids
            )
        link = str(tag.get("href", ""))
        if link.startswith("#") and link[1:] not in ids:
            yield f"a link leads to {link}, which is not there"


def _controls(soup: BeautifulSoup) -> Iterator[str]:
    for form in soup.find_all("form"):
        if not form.get("action"):
            yield "a form without an action"
    for control in soup.find_all(["input", "select", "textarea"]):
        if control.get("type", "text") not in _NAMELESS and not _label(soup, control):
            yield f"no label for {control.get('name')!r}"
    for button in soup.find_all("button"):
        if not words(button) and not button.get("aria-label"):
            yield "a button without words"
    for image in soup.find_all("img"):
        if image.get("alt") is None:
            yield f"no alt for {image.get('src')!r}"


def _links(soup: BeautifulSoup) -> Iterator[str]:
    # Where numbers stand: elsewhere a company may be called 7.
    for link in soup.select(".figures a, td.number a, .charted td a"):
        name = str(link.get("aria-label") or words(link))
        if _BARE_NUMBER.fullmatch(name):
            yield f"a link to {link['href']} is named {name}, which says nothing alone"
    for tag in soup.select("[hx-get], [hx-post]"):
        wanted = str(tag.get("hx-get") or tag.get("hx-post"))
        if "#" in wanted:
            # HTMX scrolls there, in a frame that is about to grow.
            yield f"htmx asks for {wanted}, which has an anchor"


def _label(soup: BeautifulSoup, control: Tag) -> str:
    labels = soup.find_all("label", attrs={"for": str(control["id"])}) if control.get("id") else []
    around = control.find_parent("label")
    named = str(control.get("aria-label") or control.get("aria-labelledby") or "")
    return named or " ".join(words(label) for label in [*labels, *([around] if around else [])])


def _inline(soup: BeautifulSoup) -> Iterator[str]:
    if soup.find("style") or soup.find(style=True):
        yield "inline style"
    if any(not script.get("src") for script in soup.find_all("script")):
        yield "inline script"
    for tag in soup.find_all(True):
        yield from (f"<{tag.name} {name}>" for name in tag.attrs if name.lower().startswith("on"))
        for name in ("href", "src", "action", "formaction"):
            scheme = str(tag.get(name, "")).strip().lower().partition(":")[0]
            if scheme in ("javascript", "data", "vbscript"):
                yield f"<{tag.name}> leads to {tag.get(name)!r}"


def words(tag: Tag | None) -> str:
    """The text of an element with its white space as a person sees it."""
    return " ".join(tag.get_text(" ").split()) if tag else ""
