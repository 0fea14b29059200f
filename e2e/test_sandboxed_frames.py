"""A partner's site builder puts the form into a sandboxed frame, and the lead arrives all the same."""

from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from e2e.letters import Bystander, facts
from e2e.pages import LeadForm, Person
from e2e.stack import Deployment


@pytest.mark.parametrize("sandbox", ["allow-forms", "allow-forms allow-popups", "allow-forms allow-scripts"])
def test_a_lead_from_a_sandboxed_frame_arrives_after_the_characters(
    stack: Deployment, page: Page, ada: Person, bystander: Bystander, sandbox: str
) -> None:
    url = f"{stack.partner_url}/sandboxed?sandbox={quote(sandbox)}"
    form = LeadForm.framed(page, url)
    form.fills(ada)

    form.sends()
    form.asks_for_characters()
    form.holds(ada)
    form.field("Characters").fill("PASS")
    form.sends()
    form.is_thanked(ada, by="Maren Holt")

    assert page.url == url
    [letter] = bystander.letters_about(ada)
    assert facts(letter)["Embedded on"] == stack.partner_url
