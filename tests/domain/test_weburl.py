"""URLs that every browser reads as we do; the rest is malformed."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain import weburl
from app.domain.weburl import MalformedUrl

# FINDINGS, "Must never lead away".
LEADS_AWAY = [
    "//evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "///evil.test",
    "https:///evil.test",
    "http:\\\\evil.test",
    "http:/\\evil.test",
    "\thttp://partner.example",
    "http://partner.example\t",
    " http://partner.example",
    "ht\ttp://evil.test",
    "http://evil.test\t.partner.example",
    "http://evil.test\n.partner.example",
    "http://evil.test .partner.example",
    "http://partner.example/a b",
    "http://partner.example/\x01",
    "\x01http://partner.example",
    "\x19http://partner.example",
    "http://\x19evil.test",
    "https:evil.test",
    "https:/evil.test",
    "https://partner.example@evil.test/",
    "https://partner.example@@evil.test/",
    "https://partner.example:443@evil.test/",
    "https://:@evil.test/",
    "https://@evil.test/",
    "https://evil.test\\@partner.example/",
    "https://evil.test\\.partner.example/",
    "https://evil.test#@partner.example/\\",
    "https://partner.example;.evil.test/",
    "https://partner.example,evil.test/",
    "https://partner.example%2eevil.test/",
    "https://partner.example%00.evil.test/",
    "https://partner\uff0eexample/",
    "https://partner\u3002example/",
    "https://p\u0430rtner.example/",
    "https://\ufb01rm.example/",
    "https://partner.example./",
    "https://partner.example../",
    "http://0x7f.1/",
    "http://2130706433/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://1.2.3.4.5/",
    "http://256.1.1.1/",
    "http://a.0x7f/",
    "http://partner.example:0/",
    "http://partner.example:65536/",
    "http://partner.example:/",
    "http://partner.example:+80/",
    "http://[::1]/",
    "http://-partner.example/",
    "http://partner-.example/",
    "http://partner..example/",
    "http://" + "a" * 64 + ".example/",
    "http://" + "a." * 127 + "example/",
    "javascript:alert(1)",
    "javascript://partner.example/%0aalert(1)",
    "data:text/html,x",
    "blob:https://partner.example/x",
    "view-source:https://partner.example/",
    "ftp://partner.example/",
    "ws://partner.example/",
    "http:partner.example",
    "http//partner.example",
    "partner.example",
    "",
    "http://",
    "http://partner.example/" + "a" * 2048,
    "http://partner.example/\x7f",
    "http://partner.example/é",
    "http://partner.example/\r\nX-Evil: 1",
]


@pytest.mark.parametrize("text", LEADS_AWAY)
def test_what_leads_away_is_malformed(text: str) -> None:
    with pytest.raises(MalformedUrl):
        weburl.parse(text)


@pytest.mark.parametrize(
    ("text", "origin", "written"),
    [
        ("http://partner.example", "http://partner.example", "http://partner.example"),
        ("HTTPS://Partner.Example/", "https://partner.example", "https://partner.example/"),
        ("https://partner.example:443/x", "https://partner.example", "https://partner.example/x"),
        ("http://partner.example:80", "http://partner.example", "http://partner.example"),
        ("http://partner.example:443", "http://partner.example:443", "http://partner.example:443"),
        ("http://localhost:8001/a", "http://localhost:8001", "http://localhost:8001/a"),
        ("http://127.0.0.1:5000/", "http://127.0.0.1:5000", "http://127.0.0.1:5000/"),
        ("http://p.example?a=b#c", "http://p.example", "http://p.example?a=b#c"),
        ("http://p.example/a?b?c=d&e=%26", "http://p.example", "http://p.example/a?b?c=d&e=%26"),
        ("http://p.example/a#b#c", "http://p.example", "http://p.example/a#b%23c"),
        ("http://p.example//evil.test", "http://p.example", "http://p.example//evil.test"),
        ("http://p.example/@evil.test", "http://p.example", "http://p.example/@evil.test"),
        ("http://p.example/?x[]=1", "http://p.example", "http://p.example/?x[]=1"),
        ('http://p.example/"<>', "http://p.example", "http://p.example/%22%3C%3E"),
        ("http://p.example/" + "a" * 2031, "http://p.example", "http://p.example/" + "a" * 2031),
    ],
)
def test_a_wellformed_url_is_written_again_from_its_parts(text: str, origin: str, written: str) -> None:
    url = weburl.parse(text)

    assert (url.origin, str(url)) == (origin, written)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("https://müller.example/straße", "https://xn--mller-kva.example/stra%C3%9Fe"),
        ("http://例え.example", "http://xn--r8jz45g.example"),
    ],
)
def test_people_may_write_a_url_in_their_own_letters(typed: str, written: str) -> None:
    assert str(weburl.parse_typed(typed)) == written


@pytest.mark.parametrize(
    "text", [*LEADS_AWAY[:50], "https://\u2100.example/", "http://ä\u3002evil.test\\@x/"]
)
def test_what_people_type_is_no_way_around(text: str) -> None:
    try:
        url = weburl.parse_typed(text)
    except MalformedUrl:
        return
    assert seen_by_a_browser(str(url)) == url.origin
    assert "evil" not in url.host


def seen_by_a_browser(text: str) -> str:
    """The origin of a URL as the WHATWG algorithm reads it, written down again without our code."""
    cleaned = re.sub(r"[\t\n\r]", "", text.strip("".join(map(chr, range(0x21)))))
    scheme, _, rest = cleaned.replace("\\", "/").partition(":")
    authority = re.split(r"[/?#]", rest.lstrip("/"), maxsplit=1)[0].rpartition("@")[2]
    host, _, port = authority.lower().partition(":")
    default = {"http": "80", "https": "443"}[scheme.lower()]
    return f"{scheme.lower()}://{host}" + (f":{int(port)}" if port and int(port) != int(default) else "")


# Every pair of neighbours that one parser or another reads in its own way.
PIECES = "http:// https:// / \\ @ : ; , . % # ? & = [ ] - evil.test partner.example :443 :80 :0080 %2e %00"
hostile = st.sampled_from(
    [
        *PIECES.split(),
        "0x7f",
        "1",
        "a",
        "A",
        "\t",
        "\n",
        " ",
        "\x00",
        "\x19",
        "\u3002",
        "\uff0e",
        "\ufb01",
        "ä",
    ]
)


@given(
    st.one_of(
        st.lists(hostile, max_size=9).map("".join),
        st.lists(hostile, max_size=8).map("http://".__add__("").join),
    )
)
@example("http://partner.example:0080/")
@example("http://a:00443")
def test_what_is_accepted_leads_where_we_think(text: str) -> None:
    try:
        url = weburl.parse(text)
    except MalformedUrl:
        return

    assert seen_by_a_browser(str(url)) == url.origin == seen_by_a_browser(text)
    assert weburl.parse(str(url)).origin == url.origin


@given(st.from_regex(r"https?://[a-z.@:\\/0-9#?%-]{1,40}", fullmatch=True))
def test_nor_do_lookalikes_lead_away(text: str) -> None:
    try:
        url = weburl.parse(text)
    except MalformedUrl:
        return

    assert seen_by_a_browser(str(url)) == url.origin == seen_by_a_browser(text)
