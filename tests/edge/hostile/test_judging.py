"""The judge of answers finds what it is there to find."""

import pytest
from werkzeug.datastructures import Headers

from tests.edge.hostile import judging

HTML = {"Content-Type": "text/html; charset=utf-8", "X-Frame-Options": "DENY"} | {
    "Content-Security-Policy": "default-src 'none'; script-src http://a.test; frame-ancestors 'none'"
}
CSV = {"Content-Type": "text/csv; charset=utf-8"}


def faults(body: str, headers: dict[str, str] | None = None, status: int = 200) -> list[str]:
    sent = Headers(judging.EVERYWHERE | HTML | (headers or {}))
    return list(judging.faults(status, sent, body.encode()))


def test_a_page_as_it_should_be_is_let_through() -> None:
    page = "<!doctype html><p class='a' data-x=1>It&#39;s &lt;x7f3a&gt; <a href=\"/x\">7 < 8</a><br/></p>"

    assert faults(page) == []
    assert faults(" ,'=x,-1.5\n", CSV) == []


@pytest.mark.parametrize(
    "page",
    [
        "<x7f3a>",
        '<p onx7f3a="1">',
        '<p title="" onclick=1>',
        '<p title=""><x">',
        '<p id="a" id="b">',
        "<script>1</script>",
        "<base href='/'>",
        '<a href="javascript:1">',
        '<a href="//evil.test">',
        '<form action="/\\evil.test">',
        "<p>10062757</p>",
    ],
)
def test_markup_that_came_from_outside_is_seen(page: str) -> None:
    assert faults(page)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Location", "//evil.test"),
        ("Location", "/\\evil.test"),
        ("Location", "https://evil.test/"),
        ("Location", "http://partnerwebsite.com@evil.test/"),
        ("Location", "javascript:1"),
        ("X-Evil", "1"),
        ("X-Request-Id", "\xe9"),
        ("ETag", "x7f3a"),
        ("Content-Type", "text/html"),
        ("Server", "x"),
        ("Referrer-Policy", "unsafe-url"),
        ("X-Frame-Options", "SAMEORIGIN"),
        ("Set-Cookie", "session=x; Path=/"),
        ("Access-Control-Allow-Origin", "http://evil.test"),
        ("Content-Security-Policy", "default-src 'none'; script-src *; frame-ancestors 'none'"),
        ("Content-Security-Policy", "default-src 'none'; script-src 'unsafe-inline'; frame-ancestors 'none'"),
    ],
)
def test_a_header_that_is_wrong_is_seen(name: str, value: str) -> None:
    assert faults("", {name: value})


@pytest.mark.parametrize("cell", ["=x", "@x", "+x", "-x", "\uff1dx"])
def test_a_formula_in_a_list_is_seen(cell: str) -> None:
    assert faults(f"a,{cell}\n", CSV)


def test_a_failure_is_seen() -> None:
    assert faults("", status=500) == ["status 500"]
