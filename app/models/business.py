"""What a webstore customer tells about their company; absent for a guest."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column


class Business:
    """Columns that a signup and the account it becomes have in common (SPEC section 4)."""

    company: Mapped[str | None] = mapped_column(String(50))
    address1: Mapped[str | None] = mapped_column(String(200))
    address2: Mapped[str | None] = mapped_column(String(200))
    city: Mapped[str | None] = mapped_column(String(32))
    postal_code: Mapped[str | None] = mapped_column(String(16))
    country: Mapped[str | None] = mapped_column(String(2))
    """ISO 3166 alpha-2."""
    phone: Mapped[str | None] = mapped_column(String(10))
    users: Mapped[int | None]
    term: Mapped[int | None]
    """Months."""
