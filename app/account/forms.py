"""What is asked at the doors of the customer area."""

from wtforms import StringField

from app.edge.fields import is_address, line, secret
from app.edge.own_form import OwnForm
from app.edge.registering import new_password, same_again

__all__ = ["ForgottenForm", "LeaveForm", "LoginForm", "NewPasswordForm", "OwnForm"]


def _email() -> StringField:
    return line(
        "E-mail",
        "Enter the e-mail address of your account.",
        254,
        is_address,
        type="email",
        autocomplete="username",
        inputmode="email",
        autocapitalize="none",
        spellcheck="false",
    )


class LoginForm(OwnForm):
    """Address and password."""

    email = _email()
    password = secret("Password", "Enter your password.", autocomplete="current-password")


class ForgottenForm(OwnForm):
    """Where the letter goes."""

    email = _email()


class NewPasswordForm(OwnForm):
    """A password in place of a forgotten one."""

    password = new_password("New password")
    confirm_password = same_again("password")


class LeaveForm(OwnForm):
    """Nothing but the wish to leave."""
