"""What a landing page shows, where, and where not (SPEC sections 1 and 2)."""

import pytest

from tests.browser import Browser, Page
from tests.widgets.urls import BY_JOHN, BY_SUSAN, BY_TIM, PBX, SB

UPPER_RIGHT, FORM, FOOTER, TOP = "aside.contact", "section.lead", "footer", "header.plate"
PLACES = (UPPER_RIGHT, FORM, FOOTER, TOP)
SERVICES = {"pbx": "Cloud PBX", "uc": "Unified Communications", "cc": "Contact Center", "sb": "SmartBox"}


def shown(page: Page, text: str) -> dict[str, int]:
    """How often a text can be read in each place, and outside of them all."""
    counts = {place: page.says(place).count(text) for place in PLACES}
    counts["elsewhere"] = page.says().count(text) - sum(counts.values())
    return {place: count for place, count in counts.items() if count}


def links(page: Page, start: str) -> dict[str, list[str]]:
    """Where links of one scheme stand, each with its href."""
    found = {
        place: [str(a["href"]) for a in page.find(place).select(f'a[href^="{start}"]')] for place in PLACES
    }
    return {place: hrefs for place, hrefs in found.items() if hrefs}


def test_a_channel_managers_own_campaign_shows_the_manager_and_the_vendors_defaults(browser: Browser) -> None:
    page = browser.get(BY_JOHN)

    assert shown(page, "John Smith") == {UPPER_RIGHT: 1, FORM: 1, FOOTER: 1}
    assert shown(page, "408.123.4567") == {UPPER_RIGHT: 1, FORM: 1, FOOTER: 1}
    assert shown(page, "john@panterranetworks.com") == {FOOTER: 1}
    assert page.says(f"{UPPER_RIGHT} .name + p") == page.says(f"{FOOTER} .name + p") == "PanTerra"
    assert links(page, "mailto:") == {FOOTER: ["mailto:john@panterranetworks.com"]}
    assert links(page, "tel:") == {place: ["tel:+14081234567"] for place in (UPPER_RIGHT, FORM, FOOTER)}
    assert links(page, "https:")[FOOTER] == ["https://panterranetworks.com"]
    assert [image["alt"] for image in page.find(TOP).select("img")] == ["PanTerra"]
    assert page.has('meta[name="robots"][content="noindex"]')


@pytest.mark.parametrize(
    ("url", "name", "number", "email"),
    [
        (BY_TIM, "Tim Mathews", "650.365.2879", "tim@tmclabs.com"),
        (BY_SUSAN, "Susan Brackman", "408.567.3546", "susan@tmclabs.com"),
    ],
)
def test_a_resellers_campaign_shows_the_reseller_and_hides_the_manager(
    browser: Browser, url: str, name: str, number: str, email: str
) -> None:
    page = browser.get(url)

    assert shown(page, name) == {UPPER_RIGHT: 1, FOOTER: 1}
    assert shown(page, number) == {UPPER_RIGHT: 1, FORM: 1, FOOTER: 1}
    assert shown(page, email) == {FOOTER: 1}
    assert shown(page, "TMC Labs") == {UPPER_RIGHT: 1, FOOTER: 1}
    assert shown(page, "www.tmclabs.com") == {FOOTER: 1}
    assert links(page, "http:") == {FOOTER: ["http://www.tmclabs.com"]}
    for hidden in ("dave ryan", "Sales", "1234567", "800.805.0558"):
        assert hidden.lower() not in page.says().lower()
    ours, partners = page.find(TOP).select("img")
    assert (ours["alt"], partners["alt"]) == ("PanTerra", "TMC Labs")
    assert partners["src"] == "http://images.tmcnet.com/tmc/tmcnw/tmcnlab-logo.gif.png"
    assert (partners["height"], partners["referrerpolicy"]) == ("50", "no-referrer")


def test_without_parameters_everything_is_the_vendors(browser: Browser) -> None:
    page = browser.get(PBX)

    assert shown(page, "Sales") == {UPPER_RIGHT: 1, FORM: 1, FOOTER: 1}
    assert shown(page, "800.805.0558") == {UPPER_RIGHT: 1, FORM: 1, FOOTER: 1}
    assert shown(page, "info@panterranetworks.com") == {FOOTER: 1}
    assert links(page, "https:")[FOOTER] == ["https://panterranetworks.com"]
    assert "None" not in page.says()
    assert not page.has('meta[name="robots"]')


@pytest.mark.parametrize("slug", SERVICES)
@pytest.mark.parametrize("url", ["/custom_landing_pages/landing_page_{}.php", "/lead/{}"])
def test_each_of_the_four_services_has_its_pages(browser: Browser, slug: str, url: str) -> None:
    page = browser.get(url.format(slug))

    assert page.status == 200
    assert page.title.endswith(SERVICES[slug])
    assert set(page.values) >= {"first_name", "last_name", "email", "phone", "company", "users", "message"}
    assert page.has('a[href="https://panterranetworks.com/privacy"]')


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("source_cm_name=Grace+Hopper", "Grace Hopper"),
        ("source_cm_name=Grace%20Hopper", "Grace Hopper"),
        ("source_cm_name=Grace Hopper", "Grace Hopper"),
        ("PartnerID=1234567& source_cm_name=Grace Hopper", "Grace Hopper"),
        ("PartnerID=1234567&%20source_cm_name%20=Grace+Hopper", "Grace Hopper"),
        ("source_cm_name=%20Grace+Hopper%20", "Grace Hopper"),
        ("source_cm_name=Grace&source_cm_name=Ada", "Grace"),
        ("source_cm_name=Zo%C3%AB+M%C3%BCller", "Zoë Müller"),
        ("source_cm_name=%E5%B1%B1%E7%94%B0", "山田"),
        ("source_cm_name=a=b%26c", "a=b&c"),
        ("source_cm_name=" + "x" * 120, "x" * 120),
        ("source_cm_name=" + "x" * 121, "Sales"),
        ("source_cm_name=", "Sales"),
        ("SOURCE_CM_NAME=Grace", "Sales"),
        ("source_cm_name=%00Grace", "Sales"),
        ("source_cm_name=Gr%00ace", "Sales"),
        ("source_cm_name=Gr%FFace", "Sales"),
        ("source_cm_name=Gr%ED%A0%80ace", "Sales"),
        ("source_cm_name=Gr%0D%0Aace", "Sales"),
        ("source_cm_name={{7*7}}", "{{7*7}}"),
        ("source_cm_name={%25if%25}", "{%if%}"),
        ("source_cm_name=<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("source_cm_name=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E", '"><img src=x onerror=alert(1)>'),
        ("source_cm_name=O'Brien%22", "O'Brien\""),
        ("source_cm_name=%zz", "%zz"),
        ("source_cm_name=" + "x" * 5000, "Sales"),
    ],
)
def test_a_name_is_text_and_a_bad_one_is_the_default(browser: Browser, query: str, seen: str) -> None:
    page = browser.get(f"{PBX}?{query}")

    assert page.status == 200
    assert page.says(f"{UPPER_RIGHT} .name") == page.says(f"{FOOTER} .name") == seen
    assert not page.has('script:not([src^="/assets/"])')


@pytest.mark.parametrize(
    ("query", "href"),
    [
        ("source_number=%2B4989123456", "tel:+4989123456"),
        ("source_number=+4989123456", "tel:+4989123456"),
        ("source_number=8008050559", "tel:+18008050558"),
        ("source_number=800-805-0559", "tel:+18008050558"),
        ("source_number=%2B1234567", "tel:+18008050558"),
        ("source_number=%2B1234567890123456", "tel:+18008050558"),
        ("source_number=1%3Balert(1)", "tel:+18008050558"),
        ("source_number=%D9%A1%D9%A2%D9%A3.456.7890", "tel:+18008050558"),
        ("source_email=nobody", "mailto:info@panterranetworks.com"),
        ("source_email=a@b.example%0ABcc:x@y.example", "mailto:info@panterranetworks.com"),
        ("source_email=a@b.example?subject=x", "mailto:info@panterranetworks.com"),
        ("source_email=javascript:alert(1)", "mailto:info@panterranetworks.com"),
        ("source_website=javascript:alert(1)", "https://panterranetworks.com"),
        ("source_website=data:text/html,x", "https://panterranetworks.com"),
        ("source_website=//evil.test", "https://panterranetworks.com"),
        ("source_website=www.tmclabs.com", "https://panterranetworks.com"),
        ("source_website=http://user@evil.test", "https://panterranetworks.com"),
        ("source_website=HTTP://WWW.TMCLABS.COM/a?b=c%26d", "http://www.tmclabs.com/a?b=c&d"),
        ("source_website=http://www.tmclabs.com/%22onmouseover=x", "http://www.tmclabs.com/%22onmouseover=x"),
    ],
)
def test_a_link_leads_only_where_a_wellformed_value_says(browser: Browser, query: str, href: str) -> None:
    page = browser.get(f"{PBX}?{query}")

    assert page.status == 200
    assert href in [str(a["href"]) for a in page.find(FOOTER).select("a")]
    assert len(page.find(FOOTER).select("a")) == 3


@pytest.mark.parametrize(
    "logo",
    [
        "javascript:alert(1)",
        "data:image/png;base64,AAAA",
        "http://evil.test;script-src%20*/x.png",
        "http://evil.test,x/y.png",
        "http://evil.test%0d%0aX-Evil:1/y.png",
        "//evil.test/x.png",
        "http://a%20b.test/x.png",
        "http://'unsafe-inline'/x.png",
    ],
)
def test_a_bad_logo_is_no_logo_and_changes_no_header(browser: Browser, logo: str) -> None:
    plain = browser.get(f"{PBX}?source_company=TMC+Labs")

    page = browser.get(f"{PBX}?source_company=TMC+Labs&source_logo={logo}")

    assert len(page.find(TOP).select("img")) == 1
    assert page.headers["Content-Security-Policy"] == plain.headers["Content-Security-Policy"]


def test_the_partners_brand_comes_in_the_one_stylesheet(browser: Browser) -> None:
    page = browser.get(f"{PBX}?PartnerID=4958765")
    (sheet,) = page.soup.select('link[rel="stylesheet"]')

    assert "--brand:#a8401c" in browser.get(str(sheet["href"])).text.replace(" ", "").lower()


@pytest.mark.parametrize(
    ("given", "theme"), [("dark", "dark"), ("light", "light"), ("pink", None), ("", None)]
)
def test_a_theme_is_taken_if_it_is_one(browser: Browser, given: str, theme: str | None) -> None:
    page = browser.get(f"{SB}?theme={given}")

    assert page.find("html").get("data-theme") == theme


def test_a_url_of_8000_bytes_works(browser: Browser) -> None:
    url = f"{PBX}?source_cm_name=Ada&x="

    assert browser.get(url + "y" * (8_000 - len(url))).says(f"{UPPER_RIGHT} .name") == "Ada"
