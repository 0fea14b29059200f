"""A partner at work in the portal: sites, brand, codes and the Doctor, with and without JavaScript."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from e2e.looks import Complaints, looks_right
from e2e.office import says_it_is_done, signs_in
from e2e.stack import Deployment

# The preview stands in a sandbox, where our script is not to run.
PREVIEW = ("frame is sandboxed", "blocked by CORS policy", "net::ERR_FAILED")

# Pages that no line of the navigation leads to.
PAGES = [
    ("/portal/branding?brand=nonsense", "Branding"),
    ("/portal/accounts/new", "Open an account"),
    ("/portal/branding/logo/removal", "Remove your logo?"),
    ("/portal/scripts/website-links", "Website links"),
    ("/portal/scripts/syndication", "Syndication"),
    ("/portal/scripts/landing-pages", "Landing pages"),
    ("/portal/scripts/signup-links", "Signup links"),
    ("/portal/scripts/own-form", "Own form"),
    ("/portal/scripts/content", "Product pages"),
    ("/portal/scripts/landing-pbx", "Cloud PBX: landing page"),
    ("/portal/scripts/guest?returnurl=http%3A%2F%2Fevil.test%2F&SubPartnerID=106", "Guest signup"),
    ("/portal/sites/new?url=https://www.m%C3%BCnchen.example", "Add a site"),
    ("/portal/sites/new?url=nonsense%20", "Add a site"),
]


@pytest.mark.parametrize(("path", "title"), PAGES)
def test_a_page_looks_right(
    stack: Deployment, page: Page, complaints: Complaints, path: str, title: str
) -> None:
    signs_in(page, stack, "partner")
    page.wait_for_load_state()

    page.goto(stack.base_url + path)

    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    looks_right(page)
    assert complaints.others_than("422", *PREVIEW) == []


def test_a_site_is_added_and_removed(stack: Deployment, page: Page, javascript: bool, width: int) -> None:
    signs_in(page, stack, "partner")
    page.goto(f"{stack.base_url}/portal/sites")
    page.get_by_label("Address of your site").fill("https://shop.tmclabs.example/offers")
    page.get_by_role("button", name="Add this site").click()
    page.get_by_label("Your password").fill("tangent-1234567")
    page.get_by_role("button", name="Add shop.tmclabs.example").click()

    expect(page.get_by_role("status")).to_contain_text("Registered: https://shop.tmclabs.example")

    for _ in range(2):
        page.get_by_role("link", name="shop.tmclabs.example").first.click()
        page.get_by_role("link", name="Remove").click()
        page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("status")).to_contain_text("is no longer one of your sites.")


def test_the_doctor_mends_what_was_pasted(stack: Deployment, page: Page, javascript: bool) -> None:
    signs_in(page, stack, "partner")
    page.goto(f"{stack.base_url}/portal/doctor")
    page.get_by_label("Code or address").fill(
        f'<p>Join us</p>\n<a href="{stack.base_url}/guest?partnerid=1234567">Sign up</a>'
    )
    page.get_by_role("button", name="Examine").click()

    expect(page.locator(".told")).to_contain_text("write “PartnerID”")
    expect(page.get_by_label("Corrected code")).to_have_value(re.compile(r"PartnerID=1234567"))
    expect(page.locator("#errors")).to_be_in_viewport()
    if javascript:
        looks_right(page)


def test_the_builder_follows_what_is_typed(stack: Deployment, page: Page, javascript: bool) -> None:
    signs_in(page, stack, "partner")
    page.goto(f"{stack.base_url}/portal/scripts/landing-pbx")
    page.get_by_label("Your name").fill("Tim of TMC")
    page.get_by_label("Your name").press("Tab")
    if not javascript:
        page.get_by_role("button", name="Show").click()

    expect(page.get_by_label("Address", exact=True)).to_have_value(re.compile("Tim%20of%20TMC"))
    expect(page).to_have_url(re.compile(r"source_partner_name=Tim(\+|%20)of(\+|%20)TMC"))
    preview = page.frame_locator("iframe")
    expect(preview.locator("body")).to_contain_text("Tim of TMC")
    preview.get_by_label("First name").fill("Nobody")
    preview.get_by_role("button", name="Request").first.click()
    expect(preview.get_by_role("heading", level=1)).to_be_visible()
    expect(preview.locator("#errors")).to_have_count(0)


def test_a_colour_and_a_logo_are_worn(
    stack: Deployment, page: Page, javascript: bool, tmp_path: Path
) -> None:
    picture = tmp_path / "logo.png"
    Image.new("RGB", (900, 300), "#8a1538").save(picture)
    signs_in(page, stack, "partner")
    page.goto(f"{stack.base_url}/portal/branding")
    page.get_by_role("textbox", name="Colour").fill("#123")
    page.get_by_role("button", name="Try it on").click()
    page.get_by_role("button", name="Save #112233").click()
    says_it_is_done(page, "Your forms wear the new colour.")
    page.get_by_label(re.compile("icture")).set_input_files(picture)
    page.get_by_role("button", name=re.compile("Upload|Replace")).click()

    says_it_is_done(page, "Your logo is in place.")
    expect(page.get_by_role("img", name="TMC Labs")).to_have_js_property("naturalWidth", 600)
    page.get_by_role("link", name="Remove logo").click()
    page.get_by_role("button", name="Remove logo").click()
    says_it_is_done(page, "Your logo is removed.")
    page.get_by_role("textbox", name="Colour").fill("#8a1538")
    page.get_by_role("button", name="Try it on").click()
    page.get_by_role("button", name="Save #8a1538").click()
