"""No input gives a 500: every route of the app, with whatever can be wrong in a request."""

from typing import Any

from tests.browser import OURS, PERSON, Browser
from tests.widgets.urls import BY_TIM, PBX

SEGMENTS = ["x", "%00", "%FF", "..%2f", "%0d%0aX-Evil:1", "{{7*7}}", "a" * 300, "💥", "%u0041", "%", "pbx"]
BODIES: list[dict[str, Any]] = [
    {},
    {"json": ["a", 1, None]},
    {"json": "text"},
    {"json": {"first_name": {"a": 1}}},
    {"data": b"{", "content_type": "application/json"},
    {"data": b"\xff\xfe\x00", "content_type": "application/x-www-form-urlencoded"},
    {"data": b"=&&=&%&%zz&first_name", "content_type": "application/x-www-form-urlencoded"},
    {"data": b"a=1", "content_type": "application/x-www-form-urlencoded; charset=utf-7"},
    {"data": b"a=1", "content_type": "application/x-www-form-urlencoded; charset=nonsense"},
    {"data": b"form_token=" + b"%ED%A0%80" * 50, "content_type": "application/x-www-form-urlencoded"},
    {"data": b"captcha_challenge=%FF&captcha=%00&website_url=%FF"},
    {"data": b"x=1&" * 5_000, "content_type": "application/x-www-form-urlencoded"},
    {"data": b"days=1e9&hours=nan", "content_type": "application/x-www-form-urlencoded"},
    {"data": b"days=99999999999999999999&hours=-1", "content_type": "application/x-www-form-urlencoded"},
    {"data": b"no parts", "content_type": "multipart/form-data"},
    {"data": b"--x", "content_type": "multipart/form-data; boundary=x"},
    {"data": b'--x\r\nContent-Disposition: form-data; name="form_token"; filename="a"\r\n\r\nz\r\n--x--\r\n',
     "content_type": "multipart/form-data; boundary=x"},
    {"data": b"--x\r\nContent-Disposition: form-data\r\n\r\nz\r\n--x--\r\n",
     "content_type": "multipart/form-data; boundary=x"},
    {"data": b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: a/b; charset=zz\r\n\r\n'
     b"\xff\r\n--x--\r\n", "content_type": "multipart/form-data; boundary=x"},
    {"data": b"x" * 600_000, "content_type": "multipart/form-data; boundary=" + "x" * 300},
]  # fmt: skip
HEADERS: list[dict[str, str]] = [
    {"Origin": OURS},
    {
        "Sec-Fetch-Site": "same-origin",
        "HX-Request": "true",
        "HX-Target": "\xff",
        "HX-Current-URL": "http://[",
    },
    {"Origin": "\xff", "Referer": "http://[", "Sec-Fetch-Dest": "iframe"},
    {"Origin": OURS, "Range": "bytes=9-1,-", "If-None-Match": '"', "If-Modified-Since": "never"},
    {"Origin": OURS, "Accept": "*/*;q=x", "Accept-Encoding": "gzip;q=\xff", "Accept-Language": ";;;"},
    {"Origin": OURS, "Cookie": "session=\xff; =; a", "Authorization": "Bearer \xff"},
    {"Origin": OURS, "X-Forwarded-For": "\xff, ,,1.2.3.4.5", "X-Request-Id": "a\tb"},
    {"Origin": OURS, "Content-Length": "-1"},
    {"Origin": OURS, "Content-Length": "many"},
    {"Origin": OURS, "Transfer-Encoding": "chunked"},
]
QUERIES = [
    "",
    "?",
    "?%",
    "?&&=&",
    "?test=true&%FF=%00",
    "?PartnerID=%00&partnerid%FF=%FF",
    "?theme=%FF&to=%FF",
]


def paths(browser: Browser) -> list[str]:
    """Every route there is, with nasty values in the place of its arguments."""
    found = {
        part if "<" not in rule.rule else f"{rule.rule.partition('<')[0]}{part}{rule.rule.rpartition('>')[2]}"
        for rule in browser.app.url_map.iter_rules()
        for part in (SEGMENTS if "<" in rule.rule else [rule.rule])
    }
    return sorted(found)


METHODS = ["GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "X"]


def test_no_method_or_address_gives_a_500(browser: Browser) -> None:
    asked = [
        (method, path + query)
        for number, path in enumerate(paths(browser))
        for method in METHODS
        for query in {QUERIES[number % len(QUERIES)], QUERIES[4]}
    ]

    assert not [ask for ask in asked if answer(browser, *ask, {"Origin": OURS}) >= 500]


def test_no_body_or_header_gives_a_500(browser: Browser) -> None:
    posts = {
        rule.rule.replace("<slug>", "pbx")
        for rule in browser.app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
    }
    assert len(posts) >= 3
    asked = [
        (path + query, headers, body)
        for path in sorted(posts)
        for query in ("", "?test=true&partnerid%FF=1")
        for number, body in enumerate(BODIES)
        for headers in (HEADERS if body in BODIES[-5:-2] else [HEADERS[0], HEADERS[number % len(HEADERS)]])
    ]

    bad = [ask for ask in asked if answer(browser, "POST", ask[0], ask[1], **ask[2]) >= 500]

    assert not bad


def test_no_header_gives_a_500_to_a_look(browser: Browser) -> None:
    looks = [PBX, f"{BY_TIM}&test=true", "/static/images/favicon.svg", "/demo/", "/readyz", "/metrics"]

    assert not [(p, h) for p in looks for h in HEADERS if answer(browser, "GET", p, PERSON | h) >= 500]


def answer(browser: Browser, method: str, path: str, headers: dict[str, str], **body: Any) -> int:
    """The status alone; each asker comes from an address of their own, so that no limit hides anything."""
    ASKERS.append(path)
    asker = browser.at(f"10.{len(ASKERS) // 65536}.{len(ASKERS) // 256 % 256}.{len(ASKERS) % 256}")
    return asker.request(method, path, headers=headers, **body).status


ASKERS: list[str] = []
