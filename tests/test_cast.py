"""The standing cast is on stage, once, however often it is called."""

from sqlalchemy import select

from app import clock
from app.db import Database
from app.demo import cast as standing_cast
from app.models import ChannelManager, Partner


def test_the_cast_has_two_partners_in_good_standing_and_one_suspended(database: Database, cast: None) -> None:
    with database.reading() as session:
        partners = {partner.public_id: partner for partner in session.scalars(select(Partner))}
        managers = {
            one.public_id: one.channel_manager.name for one in partners.values() if one.channel_manager
        }

    assert {id for id, one in partners.items() if one.suspended_at} == {"7654321"}
    assert partners["4958765"].email == "partner@partnerwebsite.com"
    assert managers == {"4958765": "John Smith", "1234567": "Dave Ryan", "7654321": "Dave Ryan"}


def test_seeding_twice_changes_nothing(sqlite: Database, cast: None) -> None:
    with sqlite.writing() as session:
        partner = session.scalar(select(Partner).where(Partner.public_id == "1234567"))
        assert partner is not None
        partner.company = "TMC Laboratories"
        session.flush()

        standing_cast.seed(session, clock.now(), "http://localhost:8001")
        session.commit()

    with sqlite.reading() as session:
        assert len(session.scalars(select(Partner)).all()) == 3
        assert len(session.scalars(select(ChannelManager)).all()) == 2
        assert session.scalar(select(Partner.company).where(Partner.public_id == "1234567")) == (
            "TMC Laboratories"
        )


def test_the_mock_site_of_another_port_is_registered_beside_the_first(sqlite: Database, cast: None) -> None:
    with sqlite.writing() as session:
        standing_cast.seed(session, clock.now(), "http://localhost:9001")
        session.commit()

    with sqlite.reading() as session:
        partner = session.scalars(select(Partner).where(Partner.public_id == "4958765")).one()
        assert [site.origin for site in partner.sites] == [
            "http://partnerwebsite.com",
            "http://localhost:8001",
            "http://localhost:9001",
        ]
