"""The vendor's file: each line is judged before anything starts with it."""

import re
from pathlib import Path

import pytest

from app.config import Builder, Settings, SettingsError
from app.domain import vendors

SHIPPED = Settings.vendor_file.read_text("utf-8")


def problems(folder: Path, text: str) -> list[str]:
    file = folder / "vendor.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=r"VENDOR_FILE .*vendor\.toml") as caught:
        vendors.read(file)
    return caught.value.problems


def with_line(name: str, value: str) -> str:
    return re.sub(rf"^{name} = .*$", lambda _: f"{name} = {value}", SHIPPED, count=1, flags=re.MULTILINE)


def test_the_vendor_that_is_shipped_is_the_seeds() -> None:
    vendor = vendors.read(Settings.vendor_file)

    assert (vendor.name, vendor.number, vendor.email, vendor.website, vendor.contact_name) == (
        "PanTerra",
        "800.805.0558",
        "info@panterranetworks.com",
        "https://panterranetworks.com",
        "Sales",
    )
    assert vendor.sender == ("PanTerra", "no-reply@panterranetworks.com")


@pytest.mark.parametrize("text", ["", "name = ", "name = 'x'", "\x00"])
def test_a_file_that_is_not_whole_is_told(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, text)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="nowhere"):
        vendors.read(tmp_path / "nowhere.toml")


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("name", "''", "one line of text"),
        ("name", "3", "one line of text"),
        ("company", "['a']", "one line of text"),
        ("contact_name", '"a\\nb"', "one line of text"),
        ("name", f"'{'x' * 121}'", "at most 120"),
        ("number", "'(800) 805-0558'", "like 800.805.0558"),
        ("email", "'info@'", "like name@example.com"),
        ("sales_email", "'Sales <sales@example.com>'", "like name@example.com"),
        ("website", "'panterranetworks.com'", "the whole address"),
        ("website", "'javascript:alert(1)'", "the whole address"),
        ("logo", "'https://elsewhere.example/logo.svg'", "a path like"),
        ("logo", "'//elsewhere.example/logo.svg'", "a path like"),
        ("brand", "'teal'", "a colour like"),
        ("brand", "'#0b6470;}'", "a colour like"),
        ("privacy_url", "'privacy'", "a path like"),
        ("login_url", "'/\\evil.example'", "a path like"),
        ("country", "'USA'", "ISO 3166"),
        ("letters_from", "'PanTerra'", "a name and an address"),
        ("letters_from", "'PanTerra <no-reply>'", "a name and an address"),
    ],
)
def test_a_line_that_can_not_be_is_told_with_advice(
    tmp_path: Path, name: str, value: str, advice: str
) -> None:
    (problem,) = problems(tmp_path, with_line(name, value))

    assert f": {name} is " in problem
    assert advice in problem


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("number", "+498912345678"),
        ("privacy_url", "/privacy"),
        ("login_url", "https://accounts.example.com/login?next=/"),
        ("letters_from", "no-reply@example.com"),
        ("letters_from", '"Smith, Inc." <post@smith.example>'),
        ("name", "Zażółć"),
    ],
)
def test_a_line_that_can_be_is_taken(tmp_path: Path, name: str, value: str) -> None:
    file = tmp_path / "vendor.toml"
    file.write_text(with_line(name, f"'{value}'"), "utf-8")

    assert getattr(vendors.read(file), name) == value


def test_site_builders_are_vetted_by_where_their_frames_come_from() -> None:
    builders = {one.slug: one for one in vendors.read(Settings.vendor_file).builders}

    assert builders["wix"] == Builder("wix", "Wix", ("https://*.filesusr.com",))
    assert builders["google-sites"].name == "Google Sites"


def test_a_vendor_may_vet_no_builder_at_all(tmp_path: Path) -> None:
    file = tmp_path / "vendor.toml"
    file.write_text(SHIPPED.partition("[[builders]]")[0], "utf-8")

    assert vendors.read(file).builders == ()


@pytest.mark.parametrize(
    "source",
    [
        "*",
        "https:",
        "https://*",
        "https://*.com",
        "https://localhost",
        "http://frames.example.com",
        "//frames.example.com",
        "frames.example.com",
        "https://Frames.example.com",
        "https://frames.example.com/",
        "https://frames.example.com:443",
        "https://frames.*.com",
        "https://*frames.example.com",
        "https://*.*.example.com",
        "https://frames.example.com https://evil.test",
        "https://frames.example.com; script-src *",
        "'self'",
        "data:",
        "",
        7,
    ],
)
def test_a_builder_is_vetted_by_exact_https_origins_or_all_names_below_one(
    tmp_path: Path, source: object
) -> None:
    table = f"\n[[builders]]\nslug = 'pages'\nname = 'Pages'\nframe_ancestors = [{source!r}]\n"

    (problem,) = problems(tmp_path, SHIPPED + table)

    assert "number 3: frame_ancestors is " in problem
    assert "https://*.example.net" in problem


@pytest.mark.parametrize(
    ("lines", "advice"),
    [
        ("slug = 'Pages'\nname = 'Pages'\nframe_ancestors = ['https://a.example']", "small letters"),
        (f"slug = '{'x' * 33}'\nname = 'Pages'\nframe_ancestors = ['https://a.example']", "at most 32"),
        ("slug = 3\nname = 'Pages'\nframe_ancestors = ['https://a.example']", "small letters"),
        ("slug = 'pages'\nname = ' '\nframe_ancestors = ['https://a.example']", "one line"),
        ("slug = 'pages'\nname = 'Pages'\nframe_ancestors = []", "a list of origins"),
        ("slug = 'pages'\nname = 'Pages'\nframe_ancestors = 'https://a.example'", "a list of origins"),
        ("slug = 'pages'\nname = 'Pages'", "needed are slug, name, frame_ancestors"),
        ("slug = 'wix'\nname = 'Wix'\nframe_ancestors = ['https://a.example']", "that of another"),
    ],
)
def test_a_builder_that_can_not_be_is_told_with_advice(tmp_path: Path, lines: str, advice: str) -> None:
    (problem,) = problems(tmp_path, f"{SHIPPED}\n[[builders]]\n{lines}\n")

    assert ": builders, number 3: " in problem
    assert advice in problem


def test_builders_that_are_no_list_are_told(tmp_path: Path) -> None:
    text = "builders = ['wix']\n" + SHIPPED.partition("[[builders]]")[0]

    (problem,) = problems(tmp_path, text)

    assert "below a line [[builders]]" in problem


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    text = with_line("brand", "'red'").replace("name =", "nmae =", 1).replace("number =", "# number =", 1)

    found = problems(tmp_path, text)

    assert [re.search(r"toml: (\w+)", problem)[1] for problem in found] == [  # type: ignore[index]
        "nmae",
        "name",
        "number",
        "brand",
    ]
