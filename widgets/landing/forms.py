"""The lead form: what a prospect is asked."""

import re

from app.domain.leads import Prospect
from app.edge.fields import EmbeddedForm, address, is_count, is_phone, line, lines


class LeadForm(EmbeddedForm):
    """Who is asking, how to reach them, and what about."""

    first_name = line(
        "First name", "Enter your first name.", 64, autocomplete="given-name", enterkeyhint="next"
    )
    last_name = line(
        "Last name", "Enter your last name.", 64, autocomplete="family-name", enterkeyhint="next"
    )
    email = address("Work e-mail", "Enter your work e-mail address.", enterkeyhint="next")
    phone = line(
        "Phone",
        None,
        40,
        is_phone,
        type="tel",
        autocomplete="tel",
        inputmode="tel",
        width="medium",
        enterkeyhint="next",
    )
    company = line(
        "Company", "Enter the name of your company.", 120, autocomplete="organization", enterkeyhint="next"
    )
    users = line(
        "Number of users", None, 12, is_count, inputmode="numeric", width="short", enterkeyhint="next"
    )
    message = lines("Message", None, 4000, rows=3)

    def prospect(self) -> Prospect:
        """What was typed, once it has been judged."""
        digits = re.sub(r"[^0-9]", "", self.users.data or "")
        return Prospect(
            first_name=self.first_name.data or "",
            last_name=self.last_name.data or "",
            email=self.email.data or "",
            phone=self.phone.data or "",
            company=self.company.data or "",
            users=int(digits) if digits else None,
            message=self.message.data or "",
        )
