"""The pictures of the README: ``python -m e2e.screenshots docs/images``."""

import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from e2e.chromium import arguments, executable
from e2e.office import signs_in
from e2e.pages import LandingPage, LeadForm, Person
from e2e.signup_pages import AfterSignup, GuestForm
from e2e.stack import Deployment, Stack

MOST_BYTES = 150_000
COLOURS = (256, 128, 64, 32)

_PARTNER = (
    "PartnerID=4958765&source_cm_name=John%20Smith&source_partner_name=Maren%20Holt"
    "&source_number=902.555.0142&source_email=maren@partnerwebsite.com"
    "&source_company=Harbour%20%26%20Pine%20IT&source_website=http://partnerwebsite.com"
)


def _landing(page: Page, at: Deployment) -> None:
    logo = f"{at.partner_url}/static/logo.svg"
    url = f"{at.base_url}/custom_landing_pages/landing_page_pbx.php?{_PARTNER}&source_logo={logo}"
    LandingPage.on(page, url)


def _in_the_partners_page(page: Page, at: Deployment) -> None:
    LeadForm.framed(page, f"{at.partner_url}/business-phones")
    page.evaluate("scrollTo(0, 0)")


def _signup(page: Page, at: Deployment) -> GuestForm:
    form = GuestForm.framed(page, f"{at.partner_url}/smartbox/try")
    form.asks_for_characters()
    page.evaluate("scrollTo(0, 0)")
    return form


def _after_signup(page: Page, at: Stack) -> AfterSignup:
    form = _signup(page, at)
    form.fills(Person("Ada", "Lovelace", "ada@analytical.example"), characters=form.characters(at.key))
    after = form.sends()
    after.waits_for("a•••@analytical.example")
    page.evaluate("scrollTo(0, 0)")
    return after


def _signed_in(role: str, path: str) -> Callable[[Page, Stack], object]:
    def pose(page: Page, at: Stack) -> None:
        signs_in(page, at, role)
        page.goto(f"{at.base_url}{path}")

    return pose


def _doctor(page: Page, at: Stack) -> None:
    _signed_in("partner2", "/portal/doctor")(page, at)
    page.get_by_role("textbox").fill(
        f'<iframe src="{at.base_url}/lead/pbx?partnerid=4958765&SubPartnerID=a b"></iframe>'
    )
    page.get_by_role("button", name="Examine").click()
    page.get_by_role("heading", name="findings").wait_for()
    page.evaluate("scrollTo(0, 0)")


Pose = tuple[str, int, int, Literal["light", "dark"], Callable[[Page, Stack], object]]

PICTURES: tuple[Pose, ...] = (
    ("landing-1280", 1280, 900, "light", _landing),
    ("embedded-1280", 1280, 900, "light", _in_the_partners_page),
    ("landing-360", 360, 780, "light", _landing),
    ("landing-dark-1280", 1280, 900, "dark", _landing),
    ("signup", 1280, 1200, "light", _signup),
    ("after-signup", 1280, 900, "light", _after_signup),
    ("portal", 1280, 800, "light", _signed_in("partner", "/portal")),
    ("builder", 1280, 900, "light", _signed_in("partner2", "/portal/scripts/lead-pbx")),
    ("doctor", 1280, 900, "light", _doctor),
    ("console", 1280, 900, "light", _signed_in("admin", "/console")),
)


def main() -> None:
    """Start the demo, take the pictures, and end it again."""
    parser = ArgumentParser(prog="python -m e2e.screenshots", description=main.__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as place,
        Stack(Path(place)) as demo,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=executable(), args=arguments()) as browser,
    ):
        for pose in PICTURES:
            _take(browser, demo, pose, folder)


def _take(browser: Browser, demo: Stack, pose: Pose, folder: Path) -> None:
    name, width, height, scheme, opens = pose
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    opens(page, demo)
    page.wait_for_load_state("networkidle")
    content = small(page.screenshot(animations="disabled", caret="hide"))
    context.close()
    (folder / f"{name}.png").write_bytes(content)
    print(f"{folder / name}.png: {len(content):,} bytes", file=sys.stderr)


def small(png: bytes) -> bytes:
    """The picture in as many colours as fit into MOST_BYTES."""
    picture = Image.open(BytesIO(png)).convert("RGB")
    for colours in COLOURS:
        file = BytesIO()
        picture.quantize(colours).save(file, "PNG", optimize=True)
        if file.tell() <= MOST_BYTES:
            break
    return file.getvalue()


if __name__ == "__main__":
    main()
