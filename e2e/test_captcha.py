"""Whoever looks like a robot shows to be a person, once."""

from playwright.sync_api import Page, expect

from e2e.letters import Bystander
from e2e.pages import LeadForm, Person
from e2e.stack import Deployment


def test_whoever_is_too_quick_shows_to_be_a_person_and_is_heard(
    stack: Deployment, page: Page, ada: Person, bystander: Bystander, javascript: bool
) -> None:
    form = LeadForm.framed(page, f"{stack.partner_url}/business-phones")

    form.button.click()
    form.asks_for_characters()
    form.fills(ada)
    first_picture = form.picture.get_attribute("src")
    assert first_picture
    form.scope.get_by_role("button", name="Another picture").click()
    expect(form.picture).not_to_have_attribute("src", first_picture)
    form.asks_for_characters()
    form.holds(ada)

    spoken = form.scope.locator("audio").get_attribute("src")
    answer = page.request.get(f"{stack.base_url}{spoken}")
    assert answer.headers["content-type"] == "audio/wav"
    assert answer.body().startswith(b"RIFF")

    form.field("Characters").fill("wrong")
    form.field("Characters").press("Enter")
    form.complains("The characters did not match. Here is another picture.")
    form.holds(ada)
    form.field("Characters").fill("pass")
    form.sends()
    form.is_thanked(ada, by="Maren Holt")
    assert len(bystander.letters_about(ada)) == 1


def test_a_solved_captcha_is_not_asked_again_because_of_another_mistake(
    stack: Deployment, page: Page, ada: Person, javascript: bool
) -> None:
    form = LeadForm.on(page, f"{stack.base_url}/lead/pbx")

    form.sends_like_a_robot()
    form.asks_for_characters()
    form.fills(ada, Company="")
    form.field("Characters").fill("PASS")
    form.button.click()
    form.complains("Enter the name of your company.")
    expect(form.picture).to_have_count(0)
    form.field("Company").fill(ada.company)
    form.button.click()

    form.is_thanked(ada, by="Sales")
