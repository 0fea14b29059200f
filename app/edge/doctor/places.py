"""The loader's elements, its script, and fragments."""

from app.domain import snippets
from app.domain.markup import Tag
from app.domain.mending import Note
from app.edge import fragment, params
from app.edge.doctor import calls, frames, parameters
from app.edge.doctor.sheet import Sheet
from app.edge.widget import Placement

_SLUG = "data-partner-tools"
_DATA = "data-"
_LOADER = "/embed/v1"
_NO_SITE = "You have no registered site, so our form shows nowhere but on our own pages. Register yours."


def look_at_element(tag: Tag, sheet: Sheet) -> None:
    """What the script shows a page in: which page, and the parameters of the call."""
    place = _placed(tag, sheet)
    if place is None:
        return
    own = [one for one in tag.attributes if _parameter(one.name)]
    given = parameters.judge([(_parameter(one.name) or "", one.value) for one in own], sheet.practice)
    for attribute, one in zip(own, given, strict=True):
        sheet.note(tag, *one.notes)
        if one.dropped:
            sheet.drop(attribute)
            continue
        if not attribute.name.startswith(_DATA):
            right = snippets.attribute(one.meant or "")
            sheet.say(tag, "loses", f"“{attribute.name}” was ignored: write “{right}”.", mended=True)
            sheet.rename(attribute, right)
        if one.value != attribute.value:
            sheet.set(attribute, one.value)
    if parameters.missing(given, "PartnerID") and place.has_form:
        sheet.note(tag, parameters.no_partner(sheet.practice))
        sheet.add(tag, {snippets.attribute("PartnerID"): sheet.practice.partner.public_id})
    sheet.note(tag, *parameters.about(place, given), *_strangers(tag))
    if place.has_form and not sheet.practice.partner.sites:
        sheet.say(tag, "breaks", _NO_SITE)


def look_at_script(tag: Tag, sheet: Sheet) -> None:
    """The loader's script."""
    if not is_loader(tag, sheet):
        return
    frames.look_at_address(tag, "src", sheet, plain=True, ours=True)
    sheet.close(tag)
    if tag.find("async") is None:
        sheet.say(tag, "advice", "With async the script does not hold your page up.", mended=True)
        sheet.add(tag, {"async": None})
    if tag.find("integrity") and tag.find("crossorigin") is None:
        sheet.say(tag, "breaks", 'A script with integrity needs crossorigin="anonymous".', mended=True)
        sheet.add(tag, {"crossorigin": "anonymous"})


def look_at_fragment(tag: Tag, sheet: Sheet) -> None:
    """What HTMX brings into the partner's own page."""
    found = frames.look_at_address(tag, "hx-get", sheet)
    if found is None or found.place is None:
        return
    place, partner = found.place, sheet.practice.partner
    if not sheet.practice.is_fragment(found.call.path):
        right = f"{fragment.PATH}/{place.slug}"
        words = f"On your own page HTMX needs the fragment: write {right}."
        sheet.say(tag, "breaks", words, mended=True)
        frames.lead_to(tag, "hx-get", found, right, sheet)
    if tag.find("hx-trigger") is None and tag.name not in ("a", "button"):
        words = 'Without hx-trigger="load" nothing shows until somebody clicks.'
        sheet.say(tag, "breaks", words, mended=True)
        sheet.add(tag, {"hx-trigger": "load"})
    if place.needs_activation and not partner.form_api:
        words = (
            f"{place.title} on your own page needs activation, and is a link until then. Request activation."
        )
        sheet.say(tag, "loses", words)
    if place.has_form and not partner.sites:
        sheet.say(tag, "breaks", _NO_SITE)


def is_loader(tag: Tag, sheet: Sheet) -> bool:
    """Whether a script is ours: by its host or, beside an element of ours, by its path alone."""
    source = tag.value("src") or ""
    if tag.name != "script" or _LOADER not in source.lower():
        return False
    found = calls.examine(source, sheet.practice, plain=True, ours=_SLUG in sheet.text.lower())
    return found is not None and found.call.path.startswith(_LOADER)


def belong_together(tags: list[Tag], sheet: Sheet) -> None:
    """The script without an element shows nothing, nor does an element without the script."""
    elements = [tag for tag in tags if tag.find(_SLUG)]
    scripts = [tag for tag in tags if is_loader(tag, sheet)]
    if elements and not scripts:
        words = "The script is missing, so only the link shows. It stands once on a page, anywhere."
        sheet.say(elements[0], "loses", words, mended=True)
        # Before it, since whatever follows may be swallowed by something that nobody closed.
        sheet.insert(elements[0].start, f'<script async src="{sheet.practice.loader_url}"></script>')
    if scripts and not elements:
        words = f"The script has nothing to show: copy the element with {_SLUG} as well."
        sheet.say(scripts[0], "breaks", words)


def _placed(tag: Tag, sheet: Sheet) -> Placement | None:
    attribute = tag.find(_SLUG)
    slug = attribute.value if attribute else ""
    places = sheet.practice.placements
    if attribute is None or slug in places:
        return places.get(slug)
    right = next((one for one in places if _letters(one) == _letters(slug)), None)
    words = f"There is no page called “{slug[:80]}”"
    if right is None:
        sheet.say(tag, "breaks", f"{words}. There are: {', '.join(sorted(places))}.")
        return None
    sheet.say(tag, "breaks", f"{words}: write “{right}”.", mended=True)
    sheet.set(attribute, right)
    return None


def _parameter(name: str) -> str | None:
    """The parameter that an attribute stands for: its letters count, as they do to the script."""
    if name == _SLUG or name in ("title", "theme"):
        return None
    bare = name.removeprefix(_DATA)
    return bare if bare in params.UTM or not params.meant(bare) else params.meant(bare)


def _strangers(tag: Tag) -> list[Note]:
    """Attributes that look as if a parameter was meant."""
    strangers = [one.name for one in tag.attributes if one.name.startswith(_DATA) and one.name != _SLUG]
    notes = []
    for name in strangers:
        bare = name.removeprefix(_DATA)
        close = None if params.meant(bare) or bare in params.UTM else params.similar(bare)
        if close:
            right = snippets.attribute(close)
            notes.append(Note("loses", f"“{name}” was ignored. If you meant “{right}”, write that."))
    return notes


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())
