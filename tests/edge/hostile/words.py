"""What is put where something else belongs; whatever of it comes back has to come back as text."""

from random import Random
from urllib.parse import quote_from_bytes

MARK = "x7f3a"
"""Stands in every word of markup, so that it is found wherever it comes back."""
PRODUCT = str(1009 * 9973)
"""What a template would make of a word that it computes."""

MARKUP = (
    f'"><{MARK} on{MARK}=1>',
    f"'><{MARK} on{MARK}=1>",
    f'" on{MARK}="1',
    f"</script></textarea></title><{MARK}>",
    f"--><!--<{MARK}>]]><{MARK}>",
    f"<svg/onload={MARK}>",
    f"\u0130<{MARK}>" + "\u00df" * 20,
)
FORMULAS = (
    f"=cmd|' /C {MARK}'!A0",
    f"@SUM(1)*{MARK}",
    f"+HYPERLINK({MARK})",
    f"\t={MARK}",
    f"\uff1d{MARK}",
)
TEMPLATES = (
    *("{{1009*9973}}", "${1009*9973}", "<%= 1009*9973 %>", "#{1009*9973}", "{% raw %}", "%(x)s {0} {x!r:>9}"),
)
DATABASES = (
    *("' OR '1'='1", "1; DROP TABLE leads;--", "%_\\%'\"", "\\", "%%%s", "1e999", "NaN", "\u0660\u0661"),
)
LINES = (
    "a\r\nX-Evil: 1",
    "a\nX-Evil: 1",
    "a\rX-Evil: 1",
    "a\u2028X-Evil: 1",
    "a\r\n\r\n<x7f3a>",
    "\u010d\u010aX-Evil:1",
    "x\r\nBcc: x7f3a@evil.test",
    "x\r\nSet-Cookie: x7f3a=1",
)
ADDRESSES = (
    f"javascript:alert('{MARK}')",
    f"java\tscript:{MARK}",
    f"data:text/html,<{MARK}>",
    "//evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "///evil.test",
    "https:evil.test",
    "http://[",
    "http://[::1]:99999/",
    "http://x:y@evil.test/",
    "https://evil.test\\@partnerwebsite.com/",
    "https://partnerwebsite.com@evil.test/",
    "http://partnerwebsite.com.evil.test/",
    "http://partnerwebsite.com:80@evil.test",
    "http://evil.test#@partnerwebsite.com/",
    "http://partnerwebsite.com/\r\nX-Evil: 1",
    "http://partnerwebsite.com;img-src *;x/y",
    "http://evil.test/;script-src 'unsafe-inline'",
    "\x01javascript:alert(1)",
    "/portal/../../\\evil.test",
    "/portal/%2e%2e//evil.test",
    "/account?x=//evil.test",
    "http://127.0.0.1:8000.evil.test/",
    "http://0x7f.1/",
    "vbscript:x",
    "http://\u0435vil.test/",
    f"http://partnerwebsite.com/?errorcode=<{MARK}>#<{MARK}>",
)
NUMBERS = (
    *("0", "-1", "-0", "00", "1.5", "1e3", " 1", "+1", "0x10", "1_000"),
    *(str(2**31), str(2**31 - 1), str(2**63), str(2**63 - 1), f"-{2**63}", "9" * 30, "9" * 5_000),
    *("\u0663", "\uff11", "\u00b2", "\u2460", "1\u202f000", "Infinity", "-Infinity", "true", "null"),
)
DATES = (
    *("0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "2026-13", "0000-01"),
    *("9999-12", "0001-01", "2026-11-23T25:00", "9999-12-31T23:59:59+14:00", "0001-01-01T00:00:00-23:59"),
    *("20261123", "2026-W48-1", "2026-327", "24:60", "\u0662\u0660\u0662\u0666-11"),
)
TEXTS = (
    *("", " ", "\u3000", ".", "..", "../../etc/passwd", "a/b", "[]", "{}", "[object Object]", "__proto__"),
    *("\u202e\u0007", "\ufeff", "\ufffd", "\ufffe\uffff", "e" + "\u0301" * 500, "\U0001f4a5" * 90),
    *("x" * 65, "x" * 256, "\u00e9" * 2_000, "\u1e9e\u0149", "<", "&amp;lt;", "&#x3c;x7f3a&#62;"),
    *("x7f3a@evil.test", f'"<{MARK}>"@evil.test', f"x7f3a@{'x' * 250}.test", "x7f3a@[127.0.0.1]"),
    *("4958765", "1234567", "7654321", "true", "false", "light", "trial", "pbx", "eu"),
)
# What no text is: NUL, halves of a pair, bytes that are not UTF-8, escapes that are none.
BYTES = (
    *(b"%00", b"a%00b", b"%ED%A0%80", b"%FF%FE", b"%C0%AF", b"%F5%80%80%80", b"%", b"%zz", b"%u0041", b"+"),
    *(b"%0d%0aX-Evil:1", b"%0aX-Evil:1", b"%250d%250aX-Evil:1", b"%E5%98%8A%E5%98%8DX-Evil:1", b"%7f"),
    *(b"%2e%2e%2f", b"..%2f..%2fvendor.toml", b"%2e%2e", b"%5c..%5c", b"..;", b"%2f%2fevil.test", b"%c2%85"),
)
WORDS = (*MARKUP, *FORMULAS, *TEMPLATES, *DATABASES, *LINES, *ADDRESSES, *NUMBERS, *DATES, *TEXTS)


def any_of(chance: Random) -> bytes:
    """One of them, as it stands in a URL or in a form's body."""
    return chance.choice(BYTES) if chance.random() < 0.2 else quoted(chance.choice(WORDS))


def quoted(text: str) -> bytes:
    """A text as it stands there."""
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe="").encode()
