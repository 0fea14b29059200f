"""What is personal: for every column that holds words, what becomes of it when somebody is forgotten.

One place decides. A column that is not named here fails `tests/domain/test_personal.py`, so that nobody
adds one without saying whose words it holds. Numbers, times and references say nothing without them.
"""

from dataclasses import dataclass
from typing import Literal

Fate = Literal["kept", "erased", "deleted"]
"""Of the rows about a person: they stay, their words go, or they go."""

FORGOTTEN = "forgotten"
"""What stands where words were that have to be there."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a table holds, each column by its name; columns of a kind in one text."""

    fate: Fate
    words: str = ""
    """About a person, or written by or to them: erased, unless the rows stay as they are."""
    secrets: str = ""
    """Hashes and keys: told nobody, and erased with the words."""
    facts: str = ""
    """What stays, where the row does: states, kinds, whose credit it is, what was bought."""
    why: str = ""
    """Why words stay."""

    @property
    def columns(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(f"{self.words} {self.secrets} {self.facts}".split())

    @property
    def erased(self) -> tuple[str, ...]:
        """What is written over."""
        return tuple(f"{self.words} {self.secrets}".split()) if self.fate == "erased" else ()


_BUSINESS = "company address1 address2 city postal_code country phone"
_CLAIM = "claimed_partner_id sub_partner_id site utm"
_LAW = "The law wants an invoice and what was paid on it to keep their words, the addressee among them."
_CREDIT = "They are the partner's credit, and name no customer."
_OURS = "About the vendor and partners, not about a customer."

RULES: dict[str, Rule] = {
    # A customer, and everything on the way to becoming one.
    "accounts": Rule(
        "erased",
        words=f"email email_key first_name last_name blocked_for {_BUSINESS}",
        secrets="password_hash",
        facts="plan",
    ),
    "signups": Rule(
        "erased",
        words=f"email email_key first_name last_name returnurl eusa_network {_BUSINESS}",
        secrets="handle_hash password_hash",
        facts=f"form plan eusa_version eusa_declared_by {_CLAIM}",
    ),
    "leads": Rule(
        "erased",
        words="first_name last_name email phone company message",
        secrets="handle_hash",
        facts=f"state widget service source credit_held {_CLAIM}",
    ),
    "quotes": Rule("erased", words="company name email phone", facts="state"),
    "orders": Rule(
        "erased",
        words="company name email phone reason",
        facts="origin origin_key configuration lines currency state",
    ),
    "quote_revisions": Rule("erased", words="message", facts="configuration lines made_by"),
    "modification_requests": Rule(
        "erased", words="note reason", secrets="handle_hash", facts="configuration state decided_by"
    ),
    # Steps: that they were taken stays, and by whom of us; what was said at it goes.
    "lead_events": Rule("erased", words="details", facts="kind actor"),
    "person_events": Rule("erased", words="details", facts="kind actor"),
    "quote_events": Rule("erased", words="details", facts="kind actor day"),
    "order_events": Rule("erased", words="details", facts="kind step actor"),
    "seat_events": Rule("erased", words="reason", facts="kind move actor"),
    "audit_events": Rule("erased", words="subject details", facts="actor deed"),
    # What nobody needs any more.
    "chats": Rule(
        "deleted",
        words="name email",
        secrets="handle_hash",
        facts=f"service source {_CLAIM}",
    ),
    "chat_messages": Rule("deleted", words="text", secrets="once", facts="author actor"),
    "letters": Rule("deleted", words="recipient details last_error", facts="kind message_id request_id"),
    "quote_links": Rule("deleted", words="email", secrets="token_hash"),
    "confirmations": Rule("deleted", secrets="token_hash code_hash"),
    "password_resets": Rule("deleted", secrets="token_hash"),
    "webhook_deliveries": Rule("deleted", words="payload last_answer last_error", facts="message_id kind"),
    "dry_runs": Rule(
        "deleted",
        words="query findings",
        secrets="handle_hash",
        facts="form claimed_partner_id site",
    ),
    "findings": Rule("deleted", words="value", facts="rule"),
    "sent_forms": Rule("deleted", words="words", secrets="key_hash", facts="address"),
    # What stays as it is.
    "attributions": Rule("kept", facts="sub_partner_id", why=_CREDIT),
    "subscriptions": Rule("kept", facts="product name currency lines"),
    "usage_events": Rule("kept", facts="external_id kind"),
    "invoices": Rule(
        "kept",
        words="customer reason",
        facts="series kind period currency lines issuer issued_by",
        why=_LAW,
    ),
    "receivables": Rule("kept", facts="state"),
    "payments": Rule("kept", words="reference", facts="source actor", why=_LAW),
    "commission_entries": Rule("kept", facts="source kind sub_partner_id currency held_for", why=_CREDIT),
    "commission_releases": Rule("kept", facts="reason actor", why=_CREDIT),
    "payables": Rule("kept"),
    "statements": Rule("kept", facts="month currency", why=_CREDIT),
    "statement_lines": Rule("kept"),
    # Whoever works here has to go from the console first.
    "users": Rule("kept", words="name email email_key", secrets="password_hash totp_secret", facts="role"),
    "api_tokens": Rule("kept", facts="name created_by", secrets="token_hash", why=_OURS),
    "captcha_guesses": Rule("kept", facts="challenge_id", why="Nobody's: made up for each picture."),
    "catalog_versions": Rule("kept", facts="digest version content", why=_OURS),
    "channel_managers": Rule("kept", facts="name match_name email", why=_OURS),
    "chat_attendances": Rule("kept", why=_OURS),
    "logos": Rule("kept", facts="name content", why=_OURS),
    "partners": Rule(
        "kept",
        facts="public_id company contact_name email number brand logo public_email suspended_for"
        " form_api_agreement",
        why=_OURS,
    ),
    "pinned_scripts": Rule("kept", facts="name content", why=_OURS),
    "series": Rule("kept", facts="name", why=_OURS),
    "sites": Rule("kept", facts="origin builder", why=_OURS),
    "state": Rule("kept", why=_OURS),
    "webhook_endpoints": Rule(
        "kept",
        facts="url events disabled_reason",
        secrets="secret_nonce secret_check earlier_nonce earlier_check",
        why=_OURS,
    ),
}

KEPT_DETAILS = frozenset({"claimed", "sub", "plan", "how", "version"})
"""Words in the details of a step that say where a customer came from, not who they are."""
