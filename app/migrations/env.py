"""How migrations reach the database: through the connection that the caller made."""

from typing import Any, Literal

from alembic import context

from app.models import Model
from app.models.base import Moment


def render(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Write our own types as what they are in the database: a migration outlives the class."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, Moment) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Model.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=render,
)
with context.begin_transaction():
    context.run_migrations()
