"""The catalogues that quotes were made from, kept for as long as the quotes."""

from datetime import datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import InsertOnce
from app.domain.catalog import Catalog, Product
from app.domain.pricing import Configuration, UnknownChoice
from app.models import CatalogVersion, Order, Quote, QuoteRevision

_INSERT = InsertOnce(CatalogVersion.__table__)


def pin(session: Session, catalog: Catalog, now: datetime) -> int:
    """The id of this catalogue, which is kept from its first use on."""
    known = select(CatalogVersion.id).where(CatalogVersion.digest == catalog.digest)
    values = {
        "digest": catalog.digest,
        "version": catalog.version,
        "content": dict(catalog.content),
        "used_at": now,
    }
    return cast(int, session.scalar(known) or _INSERT(session, values) or session.scalar(known))


def of(session: Session, quote: Quote) -> Catalog:
    """The catalogue that a quote was made from."""
    return Catalog(session.get_one(CatalogVersion, quote.catalog_id).content)


def product_of(session: Session, quote: Quote, slug: str) -> Product:
    """A product of the quote's own catalogue. Raises UnknownChoice."""
    product = of(session, quote).product(slug)
    if product is None:
        raise UnknownChoice(slug)
    return product


def configured(session: Session, quote: Quote, revision: QuoteRevision) -> tuple[Product, Configuration]:
    """What a revision offers, and the product as it was then."""
    product = product_of(session, quote, revision.configuration["product"])
    return product, Configuration.of(revision.configuration, product)


def ordered(session: Session, order: Order) -> tuple[Product, Configuration]:
    """What was ordered, and the product as it was then. Raises UnknownChoice."""
    slug = order.configuration["product"]
    product = Catalog(session.get_one(CatalogVersion, order.catalog_id).content).product(slug)
    if product is None:
        raise UnknownChoice(slug)
    return product, Configuration.of(order.configuration, product)
