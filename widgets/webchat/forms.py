"""What a visitor types in a chat."""

from app.domain.chats import Address
from app.edge.fields import EmbeddedForm, address, line, lines

LONGEST = 1_000


class OpenForm(EmbeddedForm):
    """The button that opens a chat."""


class SayForm(EmbeddedForm):
    """One message."""

    message = lines("Your message", "Write what you want to know.", LONGEST, rows=2, enterkeyhint="send")

    def text(self) -> str:
        """What was typed, with line breaks as everybody else writes them."""
        return "\n".join((self.message.data or "").splitlines())

    def wanted_at(self) -> Address | None:
        """Where the answer is wanted; here it is on the page."""
        return None


class AddressForm(EmbeddedForm):
    """Where to write to a visitor whom nobody answers here."""

    name = line("Your name", "Enter your name.", 120, autocomplete="name", enterkeyhint="next")
    email = address("Your e-mail", "Enter your e-mail address.", enterkeyhint="send")

    def wanted_at(self) -> Address:
        """Where the answer is wanted, once it has been judged."""
        return Address(self.name.data or "", self.email.data or "")


class LetterForm(AddressForm, SayForm):
    """The form that the chat becomes where nobody is there."""
