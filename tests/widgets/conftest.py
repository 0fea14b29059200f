"""What tests of pages can ask for besides."""

import pytest

from app.config import Settings
from tests.post_office import PostOffice
from tests.widgets.signing_up import Postbox


@pytest.fixture
def postbox(settings: Settings, smtp: PostOffice) -> Postbox:
    """Where letters arrive, carried by a real worker over real SMTP."""
    return Postbox(settings, smtp)
