"""The demo: a standing cast, and a mailbox to read the letters in. Never in production."""
