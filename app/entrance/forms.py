"""What is asked at the doors."""

from wtforms import StringField

from app.edge import registering
from app.edge.fields import address, line, secret
from app.edge.own_form import OwnForm


def _email() -> StringField:
    return address("E-mail", "Enter the e-mail address of your account.", autocomplete="username")


class LoginForm(OwnForm):
    """Address and password."""

    email = _email()
    password = secret("Password", "Enter your password.", autocomplete="current-password")


class ForgottenForm(OwnForm):
    """Where the letter goes."""

    email = _email()


class NewPasswordForm(OwnForm):
    """A password in place of a forgotten one."""

    password = registering.new_password("New password")
    confirm_password = registering.same_again("password")


class CodeForm(OwnForm):
    """What an authenticator app shows at this moment."""

    code = line(
        "Code",
        "Enter the six digits that your app shows.",
        12,
        hint="Six digits; a new one comes every 30 seconds.",
        inputmode="numeric",
        autocomplete="one-time-code",
        width="short",
    )
