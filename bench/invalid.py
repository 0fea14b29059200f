"""What makes a run worthless."""


class InvalidRun(Exception):
    """Raised when nothing can be concluded: a wrong answer, a dead server, a missing core."""
