"""Gzip put together from parts is what any browser reads as the whole."""

import gzip

from hypothesis import given
from hypothesis import strategies as st

from app.edge import rendered, squeezing
from tests.browser import Browser
from tests.widgets.urls import PBX


@given(st.lists(st.tuples(st.binary(max_size=3_000), st.binary(max_size=300)), max_size=6), st.binary())
def test_any_parts_are_the_whole(pairs: list[tuple[bytes, bytes]], last: bytes) -> None:
    plain = [part for pair in pairs for part in pair] + [last]
    packed = [
        part
        for fixed, differing in pairs
        for part in (squeezing.squeeze(fixed), squeezing.as_it_is(differing))
    ] + [squeezing.squeeze(last)]

    assert gzip.decompress(squeezing.together(plain, packed)) == b"".join(plain)


def test_a_part_longer_than_a_block_is_cut() -> None:
    long = bytes(range(256)) * 1_000

    assert gzip.decompress(squeezing.together([long], [squeezing.as_it_is(long)])) == long


def test_a_kept_page_is_the_same_for_those_who_read_gzip(browser: Browser) -> None:
    plain, first, kept = (
        browser.get(f"{PBX}?PartnerID=1234567", Accept_Encoding=encoding) for encoding in ("", "gzip", "gzip")
    )

    for page in (first, kept):
        assert page.headers["Content-Encoding"] == "gzip"
        assert int(page.headers["Content-Length"]) == len(page.response.get_data())
        token = page.values["form_token"]
        assert page.text.replace(token, "") == plain.text.replace(plain.values["form_token"], "")
    assert len({page.values["form_token"] for page in (plain, first, kept)}) == 3


def test_what_a_visitor_brings_is_escaped_in_both_shapes() -> None:
    page = rendered.cut(f"<a href='{rendered.ACTION}'>{rendered.TOKEN}</a>", ())
    both = rendered._squeezed(page)

    whole = both.fill('"><script>', "t")

    assert whole == b"<a href='&#34;&gt;&lt;script&gt;'>t</a>"
    assert gzip.decompress(both.fill_squeezed('"><script>', "t")) == whole
