"""Make the database."""

import django
from django.core.management import call_command


def main() -> None:
    django.setup()
    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    main()
