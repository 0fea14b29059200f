"""The partner whose people are signed in, as forms, codes and the Doctor see it."""

from app.domain.directory import KnownPartner
from app.edge import signed_in
from app.edge.house import house


def partner() -> KnownPartner:
    """Ourselves; before the vendor has approved us, with nothing that works yet."""
    actor = signed_in.actor()
    # What was changed a moment ago may have been changed through another process.
    house().directory.forget()
    known = house().directory.find(actor.partner_public_id)
    return known or KnownPartner(
        id=actor.partner_id or 0,
        public_id=actor.partner_public_id or "",
        company=actor.partner_company,
        contact_name=actor.name,
        brand=actor.brand,
        suspended=actor.suspended,
        sites=(),
    )
