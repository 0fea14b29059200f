"""Channel managers: the vendor's people who look after partners."""

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Model, Short


def matchable(name: str) -> str:
    """A name as it is compared: case and spaces ignored."""
    return "".join(name.split()).casefold()


class ChannelManager(Model):
    """One person of the vendor who receives leads; found by name through `source_cm_name`."""

    __tablename__ = "channel_managers"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Short)
    match_name: Mapped[str] = mapped_column(Short, unique=True)
    email: Mapped[str] = mapped_column(Short)
