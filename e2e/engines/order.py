"""The partner's own form, which posts to us."""

import re

from e2e.engines.engine import Engine
from e2e.pages import Person


class OrderForm:
    """The form of Harbour & Pine IT, by the names that the service prescribes."""

    def __init__(self, web: Engine) -> None:
        self.web = web
        web.sees("How much is", "form[name=signupform]")

    def fills(self, person: Person, **changes: str) -> None:
        """Type and choose everything that the form keeps."""
        typed = {
            "sb_companyname": person.company,
            "sb_address1": "12 Mill Lane",
            "sb_city": "Port Merrow",
            "sb_firstname": person.first_name,
            "sb_lastname": person.last_name,
            "sb_phoneNumber": "8008050558",
            "sb_emailAddress": person.email,
            "sb_nusers": person.users,
        }
        for name, text in (typed | changes).items():
            self.web.types(f"[name={name}]", text)
        self.web.clicks("[name=term][value='24']")

    def fills_what_is_asked_anew(self, person: Person) -> None:
        """The passwords, the question and the tick."""
        for name in ("sb_password", "sb_confirmpassword"):
            self.web.types(f"[name={name}]", person.password)
        numbers = re.findall(r"\d+", self.web.reads("label[for=answer]"))
        self.web.types("[name=answer]", str(sum(map(int, numbers))))
        self.web.clicks("[name=eusa]")

    def sends(self) -> None:
        """Press the button."""
        self.web.clicks("form[name=signupform] button")

    def complains(self, words: str) -> None:
        """It came back, with this to mend."""
        self.web.sees(words, "#mistakes")
