"""What is asked about partners."""

from collections.abc import Sequence
from typing import Any

from wtforms import Field, ValidationError
from wtforms.form import BaseForm

from app.domain import numbers
from app.domain.partners import Company
from app.edge.fields import address, line, lines, offer, one_of
from app.edge.own_form import OwnForm
from app.models import ChannelManager, Partner

SALES = "sales"


def _is_number(form: BaseForm, field: Field) -> None:
    if not numbers.is_number(field.data):
        raise ValidationError(numbers.ADVICE)


class CompanyForm(OwnForm):
    """A partner as the vendor knows them."""

    company = line("Company", "Enter the company’s name.", 120, autocomplete="off")
    contact_name = line("Contact", "Enter the name of the person to write to.", 120, autocomplete="off")
    email = address(
        "Registered e-mail",
        "Enter the address of the contact.",
        120,
        hint="Leads are forwarded to this address and nowhere else.",
        autocomplete="off",
    )
    number = line(
        "Phone",
        None,
        32,
        _is_number,
        hint=f"Prospects read it beside syndicated content. {numbers.ADVICE}",
        width="medium",
        type="tel",
        autocomplete="off",
    )
    manager = one_of("Channel manager", (), "Choose who looks after them.", width="medium")

    def __init__(self, managers: Sequence[ChannelManager], **more: Any) -> None:
        super().__init__(**more)
        self._managers = {str(one.id): one for one in managers}
        offer(
            self.manager, [*((key, one.name) for key, one in self._managers.items()), (SALES, "Sales queue")]
        )

    @property
    def company_data(self) -> Company:
        """What was typed, judged."""
        return Company(
            company=self.company.data or "",
            contact_name=self.contact_name.data or "",
            email=self.email.data or "",
            number=self.number.data or None,
        )

    @property
    def chosen(self) -> ChannelManager | None:
        """Who looks after them; None for the Sales queue."""
        return self._managers.get(self.manager.data)


def filled(partner: Partner, managers: Sequence[ChannelManager]) -> CompanyForm:
    """The form with what is known of a partner."""
    known = {name: getattr(partner, name) for name in ("company", "contact_name", "email", "number")}
    return CompanyForm(managers, data=known | {"manager": str(partner.channel_manager_id or SALES)})


class SuspendForm(OwnForm):
    """Why a partner is suspended."""

    reason = lines(
        "Reason",
        "Say why: the partner reads it.",
        500,
        rows=3,
        hint="It stands in their letter.",
    )


class ActivateForm(OwnForm):
    """Under which agreement a partner's own form may post to us."""

    agreement = line(
        "Version of the agreement",
        "Enter the version that the partner has accepted.",
        32,
        hint="The partner shows this agreement to their customers; it is recorded with each signup.",
        width="medium",
    )


class PersonForm(OwnForm):
    """Somebody who will sign in."""

    name = line("Name", "Enter the person’s name.", 120, autocomplete="off")
    email = address("E-mail", "Enter the person’s address.", autocomplete="off")
