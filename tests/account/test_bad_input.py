"""The bad-input table of SPEC section 16 on the forms of the customer area, and no session elsewhere."""

from typing import Any

import pytest

from app.edge.fields import MOST_FIELDS
from tests.account.customer import CUSTOMER, EMAIL, Customer
from tests.browser import Browser
from tests.widgets.urls import BY_TIM, PBX

UNREADABLE = "Some characters here can not be read. Please type this again."
ONE_LINE = "Write this on one line, without line breaks or tabs."
FORMS = ["/login", "/logout", "/login/forgotten", "/login/reset/unknown", "/account/upgrade"]
URLENCODED = "application/x-www-form-urlencoded"
BODIES: list[tuple[int, dict[str, Any]]] = [
    (413, {"data": b"email=" + b"x" * 600_000, "content_type": URLENCODED}),
    (413, {"data": b"&".join(b"f%d=1" % n for n in range(5_000)), "content_type": URLENCODED}),
    (413, {"data": {f"f{n}": "1" for n in range(MOST_FIELDS + 1)}, "content_type": "multipart/form-data"}),
    (415, {"json": {"email": EMAIL}}),
    (415, {"json": ["email"]}),
    (415, {"data": b"email=a", "content_type": "text/plain"}),
    (415, {"data": b"<a/>", "content_type": "application/xml"}),
]


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize(("status", "body"), BODIES)
def test_a_body_that_no_form_of_ours_sends(
    customer: Customer, path: str, status: int, body: dict[str, Any]
) -> None:
    customer.signs_in()

    page = customer.request("POST", path, headers={"Sec-Fetch-Site": "same-origin"}, **body)

    assert page.status == status
    assert page.has("main a[href]")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("email", b"a%00@b.example", UNREADABLE),
        ("email", b"%ED%A0%80@b.example", UNREADABLE),
        ("email", b"%FF@b.example", UNREADABLE),
        ("email", b"ada@b.example%0D%0ABcc:+eve@evil.test", ONE_LINE),
        ("email", b"ada", "Enter an e-mail address like name@example.com."),
        ("email", b"a" * 255, "E-mail must be at most 254 characters."),
        ("password", b"%00", UNREADABLE),
        ("password", b"%ED%A0%80", UNREADABLE),
        ("password", b"engine-1842%0D%0A", ONE_LINE),
    ],
)
def test_what_can_not_be_read_is_told_next_to_its_field(
    customer: Customer, field: str, value: bytes, words: str
) -> None:
    token = customer.get("/login").values["csrf_token"]
    other = b"&email=ada@b.example" if field == "password" else b"&password=engine-1842"
    body = b"csrf_token=" + token.encode() + other + b"&" + field.encode() + b"=" + value

    page = customer.post("/login", body, content_type=URLENCODED)

    assert (page.status, page.errors) == (422, {field: words})


@pytest.mark.parametrize("path", FORMS)
def test_a_strange_host_gets_nothing(customer: Customer, path: str) -> None:
    page = customer.request("GET", path, base_url="http://evil.test")

    assert (page.status, "Set-Cookie" in page.headers) == (400, False)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", [*FORMS, "/account"])
def test_other_methods_are_refused(customer: Customer, path: str, method: str) -> None:
    assert customer.request(method, path).status == 405


def test_a_very_long_password_is_judged_like_any_other(customer: Customer) -> None:
    assert customer.signs_in(password="x" * 200_000).status == 422


@pytest.mark.parametrize(
    "path", [PBX, BY_TIM, "/guest", "/lead/pbx", "/demo/", "/healthz", "/nothing", "/css/x.css"]
)
def test_a_session_is_neither_read_nor_set_nor_renewed_elsewhere(
    customer: Customer, browser: Browser, path: str
) -> None:
    customer.signs_in()
    before = customer.cookie

    signed_in, stranger = customer.get(path), browser.get(path)

    assert customer.cookie == before
    for page in (signed_in, stranger):
        assert "Set-Cookie" not in page.headers
        assert "Cookie" not in page.headers.get("Vary", "")


def test_a_lead_is_taken_from_somebody_signed_in_as_from_anybody(customer: Customer) -> None:
    customer.signs_in()

    answer = customer.posts(customer.get(PBX), typed=PERSON)

    assert (answer.status, "Set-Cookie" in answer.headers) == (303, False)


PERSON = {"first_name": "Ada", "last_name": "Lovelace", "email": CUSTOMER["email"], "company": "Engines"}
