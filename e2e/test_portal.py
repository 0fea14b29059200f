"""A partner at work in the portal: sites, brand, codes and the Doctor, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from e2e.looks import Complaints, looks_right
from e2e.office import signs_in
from e2e.stack import Deployment

# Pages that no line of the navigation leads to.
PAGES = [
    ("/portal/sites/new?url=https://www.m%C3%BCnchen.example", "Add a site"),
    ("/portal/sites/new?url=nonsense%20", "Add a site"),
]


@pytest.mark.parametrize(("path", "title"), PAGES)
def test_a_page_looks_right(
    stack: Deployment, page: Page, complaints: Complaints, path: str, title: str
) -> None:
    signs_in(page, stack, "partner")

    page.goto(stack.base_url + path)

    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    looks_right(page)
    assert complaints.others_than("422") == []


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
