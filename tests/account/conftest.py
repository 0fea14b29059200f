"""What every test of the customer area can ask for."""

import pytest

from tests.account import customer as people
from tests.account.customer import Customer
from tests.browser import Browser


@pytest.fixture
def customer(browser: Browser) -> Customer:
    """A customer of partner 4958765, whose browser keeps cookies."""
    return people.arrives(browser)
