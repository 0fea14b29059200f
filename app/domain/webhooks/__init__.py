"""Webhooks, by the Standard Webhooks specification (https://www.standardwebhooks.com, 1.0.0)."""

from app.domain.webhooks.announcing import announce, try_out
from app.domain.webhooks.archive import any_old, forget_old, log_of, replay, replay_given_up
from app.domain.webhooks.deliveries import Claim, Result, claim, read, release, settle, waiting
from app.domain.webhooks.endpoints import (
    KINDS,
    SecretRef,
    WebhookError,
    change,
    create,
    disable,
    enable,
    find,
    of_partner,
    remove,
    rotate,
    secret_since,
)

__all__ = [
    "KINDS",
    "Claim",
    "Result",
    "SecretRef",
    "WebhookError",
    "announce",
    "any_old",
    "change",
    "claim",
    "create",
    "disable",
    "enable",
    "find",
    "forget_old",
    "log_of",
    "of_partner",
    "read",
    "release",
    "remove",
    "replay",
    "replay_given_up",
    "rotate",
    "secret_since",
    "settle",
    "try_out",
    "waiting",
]
