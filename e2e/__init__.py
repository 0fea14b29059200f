"""Journeys in a real browser, and the mock partner site that they start from."""
