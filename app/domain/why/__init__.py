"""“Why (not) credited?”: the story from the first touch to the line of a statement (SPEC section 18)."""

from app.domain.why.explaining import explain, explain_signup
from app.domain.why.step import Step

__all__ = ["Step", "explain", "explain_signup"]
