"""What is asked before an account is blocked."""

from app.edge.fields import lines
from app.edge.own_form import OwnForm


class BlockForm(OwnForm):
    """Why an account is blocked."""

    reason = lines(
        "Reason",
        "Enter why the account is blocked.",
        500,
        hint="The customer, the partner and the vendor read it.",
        rows=3,
    )
