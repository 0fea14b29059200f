"""One look at a piece of HTML: each element of ours in turn, and whether they belong together."""

from app.domain.markup import Tag
from app.domain.mending import Edit, Remark
from app.edge.doctor import frames, own_form, places
from app.edge.doctor.practice import Practice
from app.edge.doctor.sheet import Sheet

PLACED = "data-partner-tools"
_FLAWS = {
    "curly": 'Curly quotation marks are no quotation marks to a browser: write " in their place.',
    "open": "A quotation mark is missing at the end of an attribute.",
}


def look(text: str, tags: tuple[Tag, ...], practice: Practice) -> tuple[list[Remark], list[Edit]]:
    """Everything that is wrong with it, and the edits that mend what can be mended."""
    sheet = Sheet(text, practice)
    opened = [tag for tag in tags if not tag.closes]
    for tag in opened:
        _look_at(tag, sheet)
    _links(tags, sheet)
    own_form.look(tags, sheet)
    places.belong_together([tag for tag in opened if not tag.cut], sheet)
    return sheet.remarks, sheet.edits


def _look_at(tag: Tag, sheet: Sheet) -> None:
    if tag.cut:
        sheet.say(tag, "breaks", f"The code is cut off within <{tag.name}>. Copy all of it again.")
        return
    for attribute in tag.attributes:
        if attribute.flaw:
            sheet.say(tag, "breaks", _FLAWS[attribute.flaw], mended=True)
            sheet.set(attribute, attribute.value)
    if tag.find(PLACED):
        places.look_at_element(tag, sheet)
    if tag.find("hx-get"):
        places.look_at_fragment(tag, sheet)
    match tag.name:
        case "iframe":
            frames.look_at(tag, sheet)
        case "script":
            places.look_at_script(tag, sheet)
        case "a" | "area":
            frames.look_at_address(tag, "href", sheet)
        case "img":
            frames.look_at_picture(tag, sheet)


def _links(tags: tuple[Tag, ...], sheet: Sheet) -> None:
    """`<a>` in place of `</a>`, as it stands in the vendor's own examples of old."""
    is_open = False
    for tag in tags:
        if tag.name != "a":
            continue
        if is_open and not tag.closes and not tag.attributes and not tag.cut:
            sheet.say(tag, "advice", "The link is not closed: write </a> in place of <a>.", mended=True)
            sheet.edits.append(Edit(tag.start, tag.end, "</a>"))
            is_open = False
        else:
            is_open = not tag.closes
