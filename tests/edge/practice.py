"""The Doctor's practice in the tests: what can be placed, who asks, and what is said."""

from dataclasses import replace

from app.domain.directory import KnownPartner
from app.edge import doctor
from app.edge.doctor import Practice
from app.edge.widget import Placement

BASE = "https://tools.example.com"
GUEST = Placement("guest", "Guest signup", "/guest", 1360, "Sign up", needs_activation=True)
WEBSTORE = Placement("webstore", "Webstore signup", "/webstore/", 2300, "Buy", needs_activation=True)
LEAD = Placement("lead-pbx", "Cloud PBX: lead form", "/lead/pbx", 980, "Ask")
CONTENT = Placement("content", "Product pages", "/index.php", 1400, "Read", (("syndication", "true"),), False)
PLACES = {place.slug: place for place in (GUEST, WEBSTORE, LEAD, CONTENT)}
PARTNER = KnownPartner(
    1,
    "4958765",
    "Harbour & Pine IT",
    "Maren Holt",
    None,
    False,
    ("http://partnerwebsite.com",),
    form_api=True,
)
HERE = Practice(BASE, (BASE, "https://smart.example.com"), PLACES, ("/smartbox/overview.php",), PARTNER)
WORKS = f"{BASE}/guest?PartnerID=4958765"
SCRIPT = f'<script async src="{BASE}/embed/v1.js"></script>'


def examined(text: str, practice: Practice = HERE) -> tuple[list[str], str]:
    """What is said, and the corrected code, of which nothing is said that could be mended."""
    diagnosis = doctor.examine(text, practice)
    again = doctor.examine(diagnosis.corrected, practice)
    assert again.corrected == diagnosis.corrected
    assert [finding for finding in again.findings if finding.mended] == []
    return [finding.words for finding in diagnosis.findings], diagnosis.corrected


NOT_ACTIVE = replace(HERE, partner=replace(PARTNER, form_api=False))
NO_SITE = replace(HERE, partner=replace(PARTNER, sites=()))
