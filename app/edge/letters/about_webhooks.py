"""Letters to partners about their webhooks."""

from app.edge.letters.writing import Content, one_line
from app.models import Letter


def content(letter: Letter, base_url: str) -> Content:
    """What the letter says."""
    facts = {
        "url": one_line(letter.details["url"]),
        "reason": one_line(letter.details["reason"]),
        "link": f"{base_url}/portal/webhooks",
    }
    return Content(letter.kind, facts)
