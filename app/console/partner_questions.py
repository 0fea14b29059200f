"""What is asked before a deed to a partner, in words that name what will happen."""

from flask import url_for

from app.console.asking import Question
from app.models import Partner

_PAGE = "console.partners.show"


def suspension(partner: Partner) -> Question:
    """What a suspension means."""
    return Question(
        title=f"Suspend {partner.company}",
        words=(
            "Their forms go on working, and leads and signups stay theirs; the credit of new ones is held.",
            "Posts of their own form are refused. In the portal they can look and change nothing.",
            "Reinstating them releases everything that was held.",
        ),
        label="Suspend them",
        action=url_for("console.partners.suspend", public_id=partner.public_id),
        back=url_for(_PAGE, public_id=partner.public_id),
        kind="danger",
    )


def activation(partner: Partner) -> Question:
    """What their own form can do then."""
    return Question(
        title=f"Activate the own form of {partner.company}",
        words=(
            "Their own page may then post signups to us from their registered sites, and their scripts can"
            " read what customers type there.",
        ),
        label="Activate",
        action=url_for("console.partners.activate", public_id=partner.public_id),
        back=url_for(_PAGE, public_id=partner.public_id),
    )


def deactivation(partner: Partner) -> Question:
    """What happens to their customers then."""
    return Question(
        title=f"Deactivate the own form of {partner.company}",
        words=(
            "Every post of it is refused at once, and customers who fill it in then are not signed up.",
            "Links and frames with our forms go on working.",
        ),
        label="Deactivate",
        action=url_for("console.partners.deactivate", public_id=partner.public_id),
        back=url_for(_PAGE, public_id=partner.public_id),
        kind="danger",
    )


def company(partner: Partner) -> Question:
    """What we know of them, to be changed."""
    return Question(
        title=f"Change what we know of {partner.company}",
        words=("It takes effect at once, on every page that names them.",),
        label="Save",
        action=url_for("console.partners.edit", public_id=partner.public_id),
        back=url_for(_PAGE, public_id=partner.public_id),
    )
