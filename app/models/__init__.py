"""The nouns, one per file."""

from app.models.base import Model
from app.models.captcha_guess import CaptchaGuess
from app.models.channel_manager import ChannelManager, matchable
from app.models.dry_run import DryRun
from app.models.finding import Finding
from app.models.lead import Lead, LeadEvent, LeadState
from app.models.letter import Letter
from app.models.partner import Partner, Site
from app.models.state import State

__all__ = [
    "CaptchaGuess",
    "ChannelManager",
    "DryRun",
    "Finding",
    "Lead",
    "LeadEvent",
    "LeadState",
    "Letter",
    "Model",
    "Partner",
    "Site",
    "State",
    "matchable",
]
