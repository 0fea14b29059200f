"""Without a theme a frame takes the visitor's colours, and its text can be read on any partner's page."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from e2e.stack import Deployment

PARTNERS_OWN = {"dark": "background: #111", "light": "background: #fff", "told": "color-scheme: dark"}


@pytest.mark.parametrize("host", PARTNERS_OWN)
@pytest.mark.parametrize("visitor", ["light", "dark"])
@pytest.mark.parametrize("path", ["/lead/pbx", "/custom_landing_pages/landing_page_pbx.php"])
def test_a_heading_can_be_read_whatever_lies_behind_the_frame(
    stack: Deployment, page: Page, path: str, visitor: str, host: str
) -> None:
    page.emulate_media(color_scheme="dark" if visitor == "dark" else "light")
    page.goto(f"{stack.partner_url}/business-phones")
    page.evaluate(
        """([style, src]) => {
          document.documentElement.style = document.body.style = style
          const frame = document.createElement('iframe')
          frame.src = src
          document.body.replaceChildren(frame)
        }""",
        [PARTNERS_OWN[host], f"{stack.base_url}{path}?PartnerID=4958765"],
    )
    heading = page.frame_locator("iframe").get_by_role("heading", level=1)
    expect(heading).to_be_visible()

    shades = Image.open(BytesIO(heading.screenshot())).convert("L").tobytes()

    assert max(shades) - min(shades) > 180
