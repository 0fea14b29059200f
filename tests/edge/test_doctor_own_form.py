"""The Doctor on a partner's own form."""

import pytest

from app.edge.doctor import Practice
from tests.edge.practice import (
    BASE,
    HERE,
    NOT_ACTIVE,
    examined,
)

FORM = f"""<form method="post" action="{BASE}/auth/webstore/createsbaccount.jsp">
<input type="hidden" name="PartnerID" value="4958765">
<input type="hidden" name="returnurl" value="http://partnerwebsite.com/back.html">
<input name="sb_companyname"><input name="sb_address1"><input name="sb_city">
<input name="sb_firstname"><input name="sb_lastname"><input name="sb_phoneNumber">
<input name="sb_emailAddress"><input name="sb_password" type="password">
<input name="sb_confirmpassword" type="password"><input name="sb_nusers">
<input type="radio" name="term" value="12">
</form>"""


@pytest.mark.parametrize(
    ("wrong", "right", "words"),
    [
        ('method="post"', 'method="post"', ""),
        (' method="get"', ' method="post"', "passwords stand in the address"),
        (f"{BASE}/auth", f"{BASE}/auth", ""),
        ("https://accounts.unifiedcloudit.com/auth", f"{BASE}/auth", "The form has to be sent to"),
        ("sb_phonenumber", "sb_phoneNumber", "capitals matter, write “sb_phoneNumber”"),
        ("partnerid", "PartnerID", "capitals matter, write “PartnerID”"),
        ('value="1234567"', 'value="4958765"', "is not your PartnerID"),
        ('value="1"', 'value="12"', "Term is counted in months: write 12."),
    ],
)
def test_an_own_form_is_mended(wrong: str, right: str, words: str) -> None:
    said, corrected = examined(FORM.replace(right, wrong, 1))

    assert corrected == FORM
    assert len(said) == (1 if words else 0)
    assert words in "".join(said)


@pytest.mark.parametrize(
    ("lacking", "practice", "words"),
    [
        ('name="sb_city"', HERE, "The field sb_city (City) is missing."),
        ('name="returnurl"', HERE, "The hidden field returnurl is missing"),
        ('name="PartnerID"', HERE, "The hidden field PartnerID is missing"),
        ("nothing", NOT_ACTIVE, "Your own form is not activated"),
        ("http://partnerwebsite.com", HERE, "Write the whole address of a page on your site."),
    ],
)
def test_an_own_form_is_told_what_it_lacks(lacking: str, practice: Practice, words: str) -> None:
    said, corrected = examined(FORM.replace(lacking, ""), practice)

    assert any(words in sentence for sentence in said), said
    assert 'name="PartnerID" value="4958765"' in corrected
