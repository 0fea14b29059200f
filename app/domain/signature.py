"""A signature block for e-mails: HTML as mail clients need it, and the same as text."""

from dataclasses import dataclass

from markupsafe import Markup

FONT = "font-family: Arial, Helvetica, sans-serif; font-size: 14px; line-height: 20px;"
LOGO_WIDTH = 120
"""CSS pixels."""

# Mail clients know tables and inline styles, and little else. Roles tell readers that nothing is tabulated.
_BLOCK = Markup(
    '<table role="presentation" cellpadding="0" cellspacing="0" border="0"'
    ' style="border-collapse: collapse;">\n'
    "<tr>\n{logo}"
    '<td style="{font} padding: 0;">{lines}<a href="{href}" style="color: {color};">{words}</a></td>\n'
    "</tr>\n</table>"
)
_LOGO = Markup(
    '<td style="padding: 0 12px 0 0;"><a href="{href}">'
    '<img src="{src}" alt="{alt}" width="{width}" border="0" style="display: block; border: 0;"></a></td>\n'
)


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that mail clients can load: its whole address, and what it says."""

    src: str
    alt: str


@dataclass(frozen=True, slots=True)
class Signature:
    """The same block twice."""

    html: Markup
    text: str


def block(
    href: str, words: str, color: str, lines: tuple[str, ...] = (), logo: Logo | None = None
) -> Signature:
    """A block that says `lines`, one below the other, and then a link; `color` is CSS."""
    picture = _LOGO.format(href=href, src=logo.src, alt=logo.alt, width=LOGO_WIDTH) if logo else Markup("")
    above = Markup("").join(Markup("{}<br>").format(line) for line in lines)
    html = _BLOCK.format(logo=picture, font=FONT, lines=above, href=href, color=color, words=words)
    return Signature(html, "\n".join(("-- ", *lines, f"{words}: {href}")))
