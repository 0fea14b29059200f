"""What every test of the entrance can ask for."""

from tests.account.conftest import customer

__all__ = ["customer"]
