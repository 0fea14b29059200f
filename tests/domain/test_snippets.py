"""What a partner copies: valid HTML that says what was asked for, whatever that is."""

from collections.abc import Iterator
from dataclasses import fields, replace
from urllib.parse import quote, urlsplit

import html5lib
import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given as tried
from hypothesis import strategies as st

from app.domain import snippets
from app.domain.snippets import Snippets
from app.edge import params
from app.edge.loader import Loader
from app.edge.params import Parameters
from app.edge.widget import Placement

BASE = "https://tools.example.com"
GUEST = Placement("guest", "Guest signup", "/guest", 1360, "Create a free guest account")
CONTENT = Placement(
    "content",
    "Product pages",
    "/index.php",
    1400,
    "Cloud services",
    query=(("syndication", "true"),),
    has_form=False,
)
EVERYTHING = Parameters(
    PartnerID="4958765",
    SubPartnerID="1\"0'6<&>",
    source_cm_name="John & Jane Smith",
    source_partner_name="Zoë “Z” O'Hara",
    source_number="+4989123456",
    source_email="o'hara@example.com",
    source_company="R&D <Labs>",
    source_website="http://www.tmclabs.com/?a=b&c=d",
    source_logo="https://www.tmclabs.com/logo%20two.png",
    returnurl="http://partnerwebsite.com/back?a=b&c=%20d#e",
    webchat=False,
    test=True,
    theme="dark",
)


def made(place: Placement, asked: Parameters) -> Snippets:
    return snippets.of(place, BASE, params.written(asked), "PanTerra")


def element(html: str) -> Tag:
    """The first element of a snippet, which a browser reads without complaint."""
    parser = html5lib.HTMLParser()
    parser.parseFragment(html)
    assert parser.errors == []
    found = BeautifulSoup(html, "html5lib").select_one("body > *")
    assert found
    return found


def addresses(made: Snippets) -> Iterator[str]:
    """Every address of ours that a partner may paste, as a browser reads it."""
    yield made.url
    yield str(element(made.link)["href"])
    yield str(element(made.iframe)["src"])
    yield str(element(made.fragment)["hx-get"])
    for fallback in (made.script, made.fragment):
        yield str(element(fallback).find("a")["href"])  # type: ignore[index]


written_by_partners = st.dictionaries(
    st.sampled_from(params.NAMES),
    st.one_of(
        st.text(st.characters(codec="utf-8"), max_size=40),
        st.sampled_from(["true", "false", "dark", "http://a.test/?b=c&d#e", "a@b.test", "800.805.0558"]),
    ),
)


def understood(given: dict[str, str]) -> Parameters:
    """What parsing makes of it, be it what it may."""
    return params.parse("&".join(f"{name}={quote(text)}" for name, text in given.items())).parameters


@tried(written_by_partners)
def test_what_a_snippet_asks_for_is_what_was_chosen(given: dict[str, str]) -> None:
    asked = understood(given)

    for address in addresses(made(GUEST, asked)):
        assert params.parse(urlsplit(address).query).parameters == asked


@tried(written_by_partners)
def test_the_loaders_element_holds_every_parameter(given: dict[str, str]) -> None:
    asked = understood(given)

    div = element(made(GUEST, asked).script)

    given_again = {
        name: str(div[snippets.attribute(name)])
        for name in params.NAMES
        if div.has_attr(snippets.attribute(name))
    }
    assert given_again == dict(params.written(asked))


def test_every_parameter_survives_every_way_of_placing() -> None:
    for address in addresses(made(GUEST, EVERYTHING)):
        assert params.parse(urlsplit(address).query).parameters == EVERYTHING


def test_a_page_that_always_has_a_parameter_has_it_once() -> None:
    asked = replace(EVERYTHING, syndication=True)

    assert made(CONTENT, asked).url.count("syndication") == 1
    assert not element(made(CONTENT, asked).script).has_attr("data-syndication")


def test_an_address_reads_like_the_vendors_own() -> None:
    asked = Parameters(
        PartnerID="4958765",
        SubPartnerID="106",
        source_cm_name="John Smith",
        source_email="john@panterranetworks.com",
        returnurl="http://partnerwebsite.com/smartbox/returnpage.html",
    )

    assert made(GUEST, asked).url == (
        f"{BASE}/guest?PartnerID=4958765&SubPartnerID=106&source_cm_name=John%20Smith"
        "&source_email=john@panterranetworks.com"
        "&returnurl=http://partnerwebsite.com/smartbox/returnpage.html"
    )


@pytest.mark.parametrize("place", [GUEST, CONTENT], ids=lambda place: place.slug)
def test_code_is_written_with_straight_quotes_and_escaped_ampersands(place: Placement) -> None:
    snippet = made(place, EVERYTHING)

    for html in (snippet.link, snippet.iframe, snippet.script, snippet.fragment):
        assert "”" not in html.replace("Zoë “Z”", "")
        assert "&amp;" in html
        assert not {"&" + name for name in params.NAMES if "&" + name in html}


def test_a_frame_needs_no_style_to_be_right() -> None:
    frame = element(made(GUEST, EVERYTHING).iframe)

    assert frame["title"] == "Guest signup"
    assert (frame["width"], frame["height"]) == ("100%", "1360")
    assert frame["loading"] == "lazy"
    assert frame["referrerpolicy"] == "strict-origin-when-cross-origin"


def test_the_frame_of_reading_matter_is_the_vendors_with_a_title() -> None:
    frame = element(made(CONTENT, Parameters()).iframe)

    assert frame["src"] == f"{BASE}/index.php?syndication=true"
    assert (frame["width"], frame["height"]) == ("500", "1400")
    assert str(frame["style"]).startswith("border: 1px solid #cccccc;")
    assert frame["name"] == "PanTerraFrame"
    assert frame["title"] == "Product pages"


def test_the_loader_and_htmx_leave_a_link_where_they_do_not_run() -> None:
    snippet = made(GUEST, EVERYTHING)

    for html in (snippet.script, snippet.fragment):
        assert str(snippet.link) in html
    assert element(snippet.fragment)["hx-trigger"] == "load"
    assert element(snippet.script)["data-partner-tools"] == "guest"
    assert f'<script async src="{BASE}/embed/v1.js"></script>' in snippet.script
    assert snippet.pinned is None


def test_a_pinned_script_is_the_same_snippet_with_a_hash_that_browsers_compare() -> None:
    script = Loader(b"script")
    snippet = snippets.of(GUEST, BASE, params.written(EVERYTHING), "PanTerra", script)

    div, _, tag = str(snippet.pinned).rpartition("<script")
    assert div == str(snippet.script).rpartition("<script")[0]
    found = BeautifulSoup(f"<script{tag}", "html5lib").script
    assert found
    assert found.attrs == {
        "async": "",
        "src": f"{BASE}{script.url}",
        "integrity": script.integrity,
        "crossorigin": "anonymous",
    }


@pytest.mark.parametrize(
    ("name", "attribute"),
    [
        ("PartnerID", "data-partner-id"),
        ("SubPartnerID", "data-sub-partner-id"),
        ("source_cm_name", "data-source-cm-name"),
        ("returnurl", "data-returnurl"),
        ("webchat", "data-webchat"),
        ("theme", "data-theme"),
    ],
)
def test_parameters_have_attributes_of_their_own(name: str, attribute: str) -> None:
    assert snippets.attribute(name) == attribute


def test_no_two_parameters_share_an_attribute() -> None:
    names = [field.name for field in fields(Parameters)]

    assert len({snippets.attribute(name) for name in names}) == len(names)
