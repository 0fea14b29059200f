"""A telephone with an authenticator app, and setting it up."""

import time

import pyotp

from app import clock
from app.edge.second_factor import STEP
from tests.colleague import Colleague


def code(secret: str, steps: int = 0) -> str:
    """What the app shows so many steps from now; nobody types a code that is about to change."""
    left = STEP - clock.real_timestamp() % STEP
    if left < 4:
        time.sleep(left)
    return pyotp.TOTP(secret).at(int(clock.real_timestamp()) + steps * STEP)


def set_up(person: Colleague) -> str:
    """Set the second factor up; returns the secret. Uses the code of the step before this one."""
    page = person.does(person.get("/console/security"), "/secrets")
    secret = page.says("main code").replace(" ", "")
    page = person.does(page, "/second-factor", code=code(secret, -1))
    assert page.says('[role="status"]') == "From now on signing in asks for a code of your app, too."
    return secret
