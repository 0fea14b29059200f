"""Links, pictures and frames: the address that they hold, and what stands beside it."""

import re
from dataclasses import replace

from app.domain import snippets
from app.domain.markup import Tag
from app.edge.doctor import calls
from app.edge.doctor.calls import Examined
from app.edge.doctor.sheet import Sheet
from app.edge.widget import Placement

REFERRER = "strict-origin-when-cross-origin"
_SENDS_REFERRER = frozenset(
    {
        REFERRER,
        "origin",
        "origin-when-cross-origin",
        "no-referrer-when-downgrade",
        "unsafe-url",
        "strict-origin",
    }
)
_NEEDED = (
    *("allow-forms", "allow-same-origin", "allow-scripts", "allow-popups"),
    "allow-top-navigation-by-user-activation",
)
_TOP = "allow-top-navigation"


def look_at_address(
    tag: Tag, name: str, sheet: Sheet, *, plain: bool = False, reads: bool = False, ours: bool = False
) -> Examined | None:
    """What is wrong with the address in an attribute; None where it is not ours."""
    attribute = tag.find(name)
    if attribute is None:
        return None
    found = calls.examine(attribute.value, sheet.practice, plain=plain, reads=reads, ours=ours)
    if found is None:
        return None
    sheet.note(tag, *found.notes)
    if attribute.lone_ampersand:
        sheet.say(tag, "advice", "Write &amp; for each & of an address in HTML.", mended=True)
    if found.text != attribute.value or attribute.lone_ampersand:
        sheet.set(attribute, found.text)
    return found


def lead_to(tag: Tag, name: str, found: Examined, path: str, sheet: Sheet) -> None:
    """Give an address the path of another page, with the same call."""
    attribute = tag.find(name)
    if attribute:
        sheet.set(attribute, str(replace(found.call, path=path)))


def look_at_picture(tag: Tag, sheet: Sheet) -> None:
    """A picture: what the vendor's own examples of old do wrong."""
    found = look_at_address(tag, "src", sheet, plain=True)
    if found and tag.find("alt") is None:
        sheet.say(tag, "advice", "Say in alt what the picture says, for whoever does not see it.")
    width = tag.find("width")
    if width and not width.flaw and re.fullmatch(r"[0-9]+ *px", width.value):
        sheet.say(tag, "advice", "Width is a number of pixels, without px.", mended=True)
        sheet.set(width, width.value.removesuffix("px").strip())


def look_at(tag: Tag, sheet: Sheet) -> None:
    """A frame around a page of ours."""
    found = look_at_address(tag, "src", sheet, reads=True)
    if found is None:
        return
    sheet.close(tag)
    place = found.place
    if place is None:
        return
    if sheet.practice.is_fragment(found.call.path):
        sheet.say(tag, "breaks", f"A frame shows the page itself: write {place.path}.", mended=True)
        lead_to(tag, "src", found, place.path, sheet)
    if place.has_form:
        _registered(tag, sheet)
        _sandbox(tag, sheet)
    _looks(tag, place, sheet)


def _registered(tag: Tag, sheet: Sheet) -> None:
    if not sheet.practice.partner.sites:
        sheet.say(
            tag, "breaks", "You have no registered site, so no page may frame our forms. Register yours."
        )


def _sandbox(tag: Tag, sheet: Sheet) -> None:
    sandbox = tag.find("sandbox")
    if sandbox is None:
        return
    words = sandbox.value.lower().split()
    lacking = [one for one in _NEEDED if one not in words and not (one.startswith(_TOP) and _TOP in words)]
    if lacking:
        told = f"The sandbox keeps our form from working: it needs {', '.join(lacking)}."
        sheet.say(tag, "breaks", told, mended=True)
        sheet.set(sandbox, " ".join([*words, *lacking]))


def _looks(tag: Tag, place: Placement, sheet: Sheet) -> None:
    """The attributes that a frame of ours has, as the snippet of this page has them."""
    lacking: dict[str, str | None] = {}
    usual = {
        "title": (place.title, "Give the frame a title, for whoever hears the page."),
        "width": ("100%" if place.has_form else str(snippets.WIDTH), "Give the frame a width."),
        "height": (str(place.height), "Give the frame the height that its page needs."),
        "loading": ("lazy", 'With loading="lazy" the frame does not slow your page down.'),
        "referrerpolicy": (REFERRER, f'With referrerpolicy="{REFERRER}" we know which site shows the page.'),
    }
    for name, (value, words) in usual.items():
        attribute = tag.find(name)
        if attribute is None:
            lacking[name] = value
        elif not _does(name, attribute.value.strip().lower()):
            sheet.set(attribute, value)
        else:
            continue
        sheet.say(tag, "advice", words, mended=True)
    if lacking:
        sheet.add(tag, lacking)


def _does(name: str, value: str) -> bool:
    return value in _SENDS_REFERRER if name == "referrerpolicy" else bool(value)
