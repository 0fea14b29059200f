"""An operator's Markdown as HTML, with links that stay in the reader's kind of site."""

from collections.abc import Callable, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup


def html(markdown: str, link: Callable[[str], str]) -> Markup:
    """The text as safe HTML; `link` says where each link leads, one to elsewhere in a tab of its own."""
    # Content comes from the operator, but HTML in it would escape the house's rules for pages.
    parser = MarkdownIt("commonmark", {"html": False})

    def link_open(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        token = tokens[at]
        target = link(str(token.attrGet("href") or ""))
        token.attrSet("href", target)
        if not target.startswith(("/", "#")):
            token.attrSet("target", "_blank")
            token.attrSet("rel", "noopener")
        return str(self.renderToken(tokens, at, options, env))

    parser.add_render_rule("link_open", link_open)
    return Markup(parser.render(markdown))  # noqa: S704  (HTML is switched off)
