"""What is asked when a partner opens an account for a customer."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import Field, ValidationError
from wtforms.form import BaseForm

from app.domain import registration
from app.domain.account_openings import LONGEST_TRIAL, USUAL_TRIAL, Newcomer
from app.domain.pricing import Configuration, first_fitting
from app.edge import configuring
from app.edge.fields import address, is_count, line, one_of
from app.edge.house import house
from app.edge.own_form import OwnForm

_DAYS = f"Enter a number of days from 1 to {LONGEST_TRIAL}."


def _is_person_name(form: BaseForm, field: Field) -> None:
    if not registration.is_person_name(field.data):
        raise ValidationError("Enter a name without digits and signs.")


def _is_trial(form: BaseForm, field: Field) -> None:
    text = field.data
    if not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= LONGEST_TRIAL):
        raise ValidationError(_DAYS)


class NewAccountForm(OwnForm):
    """Whom an account is for, and what it begins with."""

    first_name = line(
        "First name",
        "Enter the customer’s first name.",
        registration.NAME,
        _is_person_name,
        autocomplete="off",
    )
    last_name = line(
        "Last name", "Enter the customer’s last name.", registration.NAME, _is_person_name, autocomplete="off"
    )
    company = line("Company", "Enter the customer’s company.", registration.COMPANY, autocomplete="off")
    email = address(
        "E-mail",
        "Enter the address that the invitation goes to.",
        hint="A letter to this address lets the customer choose a password.",
        autocomplete="off",
    )
    phone = line("Phone", None, 32, width="medium", type="tel", autocomplete="off")
    begins = one_of(
        "Begins with",
        (
            ("trial", "A trial: it ends by itself, and nothing is invoiced"),
            ("production", "Production: ordered at list price and invoiced from today"),
        ),
        "Choose what the account begins with.",
        radio=True,
    )
    days = line(
        "Days of the trial",
        None,
        3,
        _is_trial,
        width="short",
        inputmode="numeric",
    )
    product = one_of("Product", (), "Choose a product.", width="medium")
    users = line("Users", None, 7, is_count, width="short", inputmode="numeric")
    term = one_of("Term", (), "Choose a term.", width="medium")

    def __init__(self) -> None:
        super().__init__()
        configuring.offer_products(self.product, house().catalog)
        if not self.is_submitted():
            self.days.data = str(USUAL_TRIAL)
        self.term.choices = [(str(months), f"{months} months") for months in registration.TERMS]

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Only a trial does without a number of users."""
        fits = super().validate(extra_validators)
        if self.begins.data == "production" and not self.users.data:
            self.users.errors = ["Enter a whole number like 25."]
            return False
        return fits

    @property
    def newcomer(self) -> Newcomer:
        """Whom it is for."""
        typed = (self.first_name, self.last_name, self.company, self.email, self.phone)
        return Newcomer(*(field.data or "" for field in typed))

    @property
    def trial_days(self) -> int:
        """How long a trial is."""
        return int(self.days.data or USUAL_TRIAL)

    @property
    def wanted(self) -> Configuration:
        """What production begins with: the first plan that is made for so many users."""
        product = house().catalog.product(self.product.data or "")
        if product is None:
            raise LookupError(self.product.data)
        return first_fitting(
            product, configuring.count(self.users.data or "") or 1, int(self.term.data or 12)
        )
