"""The nouns, one per file."""

from app.models.account import Account, Plan
from app.models.attribution import Attribution
from app.models.audit_event import AuditEvent
from app.models.base import Model
from app.models.business import Business
from app.models.captcha_guess import CaptchaGuess
from app.models.channel_manager import ChannelManager, matchable
from app.models.chat import Chat, ChatAttendance, ChatAuthor, ChatMessage
from app.models.commission import (
    CommissionEntry,
    CommissionKind,
    CommissionRelease,
    Payable,
    Statement,
    StatementLine,
)
from app.models.confirmation import Confirmation
from app.models.dry_run import DryRun
from app.models.finding import Finding
from app.models.invoice import Invoice, InvoiceKind, Payment, Receivable, ReceivableState, Series
from app.models.lead import Lead, LeadEvent, LeadState
from app.models.letter import Letter
from app.models.logo import Logo
from app.models.order import Order, OrderEvent, OrderOrigin, OrderState
from app.models.partner import Partner, Site
from app.models.password_reset import PasswordReset
from app.models.person_event import PersonEvent
from app.models.pinned_script import PinnedScript
from app.models.quote import (
    CatalogVersion,
    ModificationRequest,
    Quote,
    QuoteEvent,
    QuoteLink,
    QuoteRevision,
    QuoteState,
)
from app.models.sent_form import SentForm
from app.models.signup import Signup, SignupForm
from app.models.state import State
from app.models.subscription import ApiToken, SeatEvent, SeatKind, Subscription, UsageEvent
from app.models.user import Role, User
from app.models.webhook import WebhookDelivery, WebhookEndpoint

__all__ = [
    "Account",
    "ApiToken",
    "Attribution",
    "AuditEvent",
    "Business",
    "CaptchaGuess",
    "CatalogVersion",
    "ChannelManager",
    "Chat",
    "ChatAttendance",
    "ChatAuthor",
    "ChatMessage",
    "CommissionEntry",
    "CommissionKind",
    "CommissionRelease",
    "Confirmation",
    "DryRun",
    "Finding",
    "Invoice",
    "InvoiceKind",
    "Lead",
    "LeadEvent",
    "LeadState",
    "Letter",
    "Logo",
    "Model",
    "ModificationRequest",
    "Order",
    "OrderEvent",
    "OrderOrigin",
    "OrderState",
    "Partner",
    "PasswordReset",
    "Payable",
    "Payment",
    "PersonEvent",
    "PinnedScript",
    "Plan",
    "Quote",
    "QuoteEvent",
    "QuoteLink",
    "QuoteRevision",
    "QuoteState",
    "Receivable",
    "ReceivableState",
    "Role",
    "SeatEvent",
    "SeatKind",
    "SentForm",
    "Series",
    "Signup",
    "SignupForm",
    "Site",
    "State",
    "Statement",
    "StatementLine",
    "Subscription",
    "UsageEvent",
    "User",
    "WebhookDelivery",
    "WebhookEndpoint",
    "matchable",
]
