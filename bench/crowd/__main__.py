"""`python -m bench.crowd {small,full}` puts that crowd into DATABASE_URL, which must not be there yet."""

import os
import sys
from datetime import UTC, datetime

from bench.crowd import FULL, SMALL, kept

CROWDS = {"small": SMALL, "full": FULL}

if __name__ == "__main__":
    kept.bring(os.environ["DATABASE_URL"], CROWDS[sys.argv[1]], datetime.now(UTC))
