"""The answer to a partner's own form: a parameter of the returnurl (SPEC section 4)."""

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote_plus, unquote_plus

from app.domain import weburl

NAME = "errorcode"


def into(url: str, messages: Iterable[str] = ()) -> str:
    """A judged returnurl with all messages in it; without any, blank, which means success.

    An existing query is kept, a fragment stays last, an errorcode already there is replaced.
    """
    parsed = weburl.parse(url)
    kept = [pair for pair in parsed.query.split("&") if not _is_errorcode(pair)] if parsed.query else []
    query = "&".join([*kept, f"{NAME}={quote_plus('#'.join(messages))}"])
    return str(replace(parsed, path=parsed.path or "/", query=query))


def _is_errorcode(pair: str) -> bool:
    return unquote_plus(pair.partition("=")[0]).strip() == NAME
