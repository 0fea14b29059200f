"""Wagtail with one page of its own `contrib.forms`: the fields of our lead form, rows in SQLite."""
