"""What is asked before a deed to somebody who can sign in, in words that name what will happen."""

from flask import url_for

from app.console.asking import Question
from app.models import User

_LIST = "console.people.index"


def disabling(user: User) -> Question:
    """What it means to be let in no more."""
    words: tuple[str, ...] = (
        "They are signed out at once, and can not come in before you let them in again.",
    )
    if user.role == "cm":
        words += ("Links that name them lead to each partner’s own channel manager from then on.",)
    return Question(
        title=f"Let {user.name} in no more",
        words=words,
        label="Disable",
        action=url_for("console.people.disable", person=user.id),
        back=url_for(_LIST),
        kind="danger",
    )


def ending(user: User) -> Question:
    """What it means to sign in with the password alone."""
    return Question(
        title=f"Take the second factor of {user.name} off",
        words=(
            "They sign in with their password alone then, and can set up another telephone.",
            "Make sure that it is really them who ask: whoever knows their password can come in afterwards.",
        ),
        label="Take it off",
        action=url_for("console.people.end_second_factor", person=user.id),
        back=url_for(_LIST),
        kind="danger",
    )
