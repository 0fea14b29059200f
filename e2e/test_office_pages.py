"""Pages of portal and console that no line of the navigation leads to look right, and say where one is."""

import re

import pytest
from playwright.sync_api import Page, expect

from e2e.looks import Complaints, looks_right
from e2e.office import signs_in
from e2e.pages import Person
from e2e.stack import Deployment

FIRST = "tbody th a"

# Of each page its title, where the way to it begins, and what is pressed on the way.
WAYS = {
    "partner": [
        ("Hedy Lamarr", "/portal/leads?q=lamarr", FIRST),
        ("Block the account of", "/portal/accounts?standing=production", FIRST, "text=Block it…"),
        ("Joan Clarke", "/portal/signups?q=joan", FIRST),
        ("Test run", "/portal/test-runs", FIRST),
        ("Remove http", "/portal/sites", FIRST, "main >> text=Remove"),
    ],
    "admin": [
        ("Tax of", "/console/accounts?standing=production", FIRST, "text=Tax…"),
        ("Block the account of", "/console/accounts?standing=production", FIRST, "text=Block it…"),
        ("Credit for", "/console/commission", FIRST),
        ("History of TMC Labs", "/console/partners/1234567/history"),
        ("Response times", "/console/leads/response-times"),
    ],
}


@pytest.mark.parametrize("role", WAYS)
def test_pages_behind_the_lists_look_right(
    stack: Deployment, page: Page, complaints: Complaints, role: str
) -> None:
    signs_in(page, stack, role)

    for title, start, *presses in WAYS[role]:
        page.goto(f"{stack.base_url}{start}")
        for pressed in presses:
            page.locator(pressed).first.click()
        arrives(page, title)

    assert complaints.others_than() == []


def test_a_token_is_made_and_revoked(
    stack: Deployment, page: Page, complaints: Complaints, ada: Person
) -> None:
    signs_in(page, stack, "admin")
    page.goto(f"{stack.base_url}/console/usage-tokens")
    page.get_by_label("Name").fill(ada.company)

    page.get_by_role("button", name="Make a token").click()
    arrives(page, f"The token of {ada.company}")
    page.get_by_role("link", name="I have it").click()
    page.get_by_role("link", name=f"Revoke {ada.company}").click()
    arrives(page, "Revoke")

    assert complaints.others_than() == []


def test_what_became_of_a_file_is_told_by_line(
    stack: Deployment, page: Page, complaints: Complaints, ada: Person
) -> None:
    signs_in(page, stack, "admin")
    page.goto(f"{stack.base_url}/console/usage")
    lines = (
        "external_id,account,kind,quantity,used_at",
        f"1,{ada.email},minutes,1,2026-01-01T00:00:00Z",
        "2,1,,x,",
    )
    content = "\n".join(lines).encode()

    page.get_by_label("File").set_input_files(
        {"name": "usage.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_role("button", name="Count the usage").click()

    expect(page.locator(".figures")).to_contain_text("Refused")
    expect(page.locator("tbody tr")).to_have_count(2)
    arrives(page, "Usage from a file")
    assert complaints.others_than() == []


def arrives(page: Page, title: str) -> None:
    """The page of this title is there, says in the navigation where it belongs, and looks right."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(f"^{re.escape(title)}"))
    page.wait_for_load_state()
    expect(page.locator('.office-nav [aria-current="page"]')).to_have_count(1)
    looks_right(page)
