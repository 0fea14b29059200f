"""What is asked at the doors of the customer area."""

from wtforms import StringField

from app.edge import registering
from app.edge.fields import address, secret
from app.edge.own_form import OwnForm
from app.edge.registering import BusinessFields

__all__ = ["ForgottenForm", "LeaveForm", "LoginForm", "NewPasswordForm", "OwnForm", "UpgradeForm"]


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


class UpgradeForm(BusinessFields, OwnForm):
    """What makes a guest a webstore customer (SPEC section 4)."""

    sb_phoneNumber = registering.phone()
    sb_nusers = registering.users()
    term = registering.years()
    eusa = registering.agreement("upgrade")


class LeaveForm(OwnForm):
    """Nothing but the wish to leave."""
