"""A site builder: whatever is pasted into one of its pages stands in a frame of the builder's own origin."""

from flask import request

# As app/demo/cast.py vets it.
NAME = "drydock"


def nest() -> str:
    """The origin where the builder keeps what this site pasted."""
    return f"{request.scheme}://harbour-and-pine.{NAME}.{request.host}"
