"""Tags with the places of their parts: what is well formed reads as browsers read it."""

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import markup

NAMES = st.sampled_from(["a", "div", "iframe", "INPUT", "x-y"])
ATTRIBUTES = st.sampled_from(["href", "Title", "data-partner-id", "hx-get", "disabled", "value"])
VALUES = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="<>“”„‟″«»‘’‚‛′`=\u2028\u2029"),
    max_size=12,
)


@st.composite
def start_tags(draw: st.DrawFn) -> str:
    """One start tag as people write it, with attributes quoted in each way."""
    written = [draw(NAMES)]
    for name in draw(st.lists(ATTRIBUTES, unique=True, max_size=4)):
        value = draw(VALUES)
        escaped = value.replace("&", "&amp;")
        styles = [
            f'{name}="{escaped.replace(chr(34), "&quot;")}"',
            f"{name}='{escaped.replace(chr(39), '&#39;')}'",
        ]
        if value and not any(sign.isspace() or sign in "\"'/" for sign in value):
            styles.append(f"{name} = {escaped}")
        written.append(draw(st.sampled_from([*styles, name])))
    return f"<{' '.join(written)}>"


@given(start_tags())
def test_attributes_are_what_browsers_make_of_them(written: str) -> None:
    tag = next(markup.tags(f"text {written} more"))

    element = html5lib.parseFragment(written, namespaceHTMLElements=False)[0]
    assert tag.name == element.tag
    assert {one.name: one.value for one in tag.attributes} == dict(element.attrib)
    assert f"text {written} more"[tag.start : tag.end] == written


@given(start_tags(), VALUES)
def test_a_value_can_be_put_where_another_was(written: str, value: str) -> None:
    for attribute in next(markup.tags(written)).attributes:
        equals = "=" if attribute.start == attribute.at + len(attribute.name) else ""
        put = written[: attribute.start] + equals + markup.quoted(value) + written[attribute.end :]

        assert next(markup.tags(put)).value(attribute.name) == value


@given(st.text(alphabet="<>/=\"'“”’&;! -abcdefscript\n") | st.text())
def test_any_text_has_tags_in_order(text: str) -> None:
    place = 0
    for tag in markup.tags(text):
        assert place <= tag.start < tag.end <= len(text)
        place = tag.end


@pytest.mark.parametrize(
    ("written", "flaw"),
    [
        ("<a href=“https://x.example/?a=b”>", "curly"),
        ("<a href=”https://x.example/?a=b”>", "curly"),
        ('<a href="https://x.example/?a=b”>', "curly"),
        ("<a href=‘https://x.example/?a=b’>", "curly"),
        ('<a href="https://x.example/?a=b>', "open"),
        ('<a href="https://x.example/?a=b><b title="c">', "open"),
        ('<a href="https://x.example/?a=b">', ""),
        ("<a href=https://x.example/?a=b>", ""),
    ],
)
def test_what_a_word_processor_bent_is_read_as_it_was_meant(written: str, flaw: str) -> None:
    attribute = next(markup.tags(written)).attributes[0]

    assert (attribute.value, attribute.flaw) == ("https://x.example/?a=b", flaw)


def test_comments_and_scripts_hold_no_tags() -> None:
    text = "<!-- <a> --><script>'<b>'</script><textarea><c></textarea><!doctype html><d>"

    opened = [tag.name for tag in markup.tags(text) if not tag.closes]

    assert opened == ["script", "textarea", "d"]
