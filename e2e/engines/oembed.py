"""What another site's editor learns from the address of a page of ours."""

import json
import urllib.request
from urllib.parse import urlencode

from e2e.stack import Deployment


def described(stack: Deployment, url: str) -> dict[str, str]:
    """How the service says that it is to be shown."""
    asked = f"{stack.base_url}/oembed?{urlencode({'url': url, 'format': 'json'})}"
    with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310  (our own address)
        told: dict[str, str] = json.load(answer)
    return told
