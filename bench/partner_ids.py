"""The bench partners' public ids, known to the database's cast and to the load alike."""

# Beyond 600 leads an hour one partner's form asks for the captcha (SPEC section 12), so the
# leads of a run are spread over as many partners as keep each below that.
PARTNERS = 100
LEADS_PER_PARTNER = 550


def public_id(number: int) -> str:
    """The PartnerID for this running number, round and round."""
    return str(9_000_000 + number % PARTNERS)
