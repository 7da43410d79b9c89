"""What people and machines type that nobody expected."""

from __future__ import annotations

LONG = "x" * 20_000
TEXTS = {
    "emoji": "Balai 😀🦜 desa",
    "null byte": "Balai\x00desa",
    "only a null byte": "\x00",
    "controls": "a\x01\x02\x1b[31m\r\nb\u2028c",
    "directions": "\u202edesa\u200b\ufeff",
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>\"'",
    "template": "{{ 7*7 }}{% if 1 %}${7*7}",
    "sql": "'; DROP TABLE visit; --",
    "formula": "=cmd|' /C calc'!A0",
    "path": "../../../../etc/passwd",
    "long": LONG,
    "white space": " \t\n ",
    "empty": "",
}
NUMBERS = {
    "minus one": "-1",
    "a million": "1000000",
    "beyond every integer": "9" * 40,
    "not a number": "NaN",
    "infinite": "1e999",
    "decimal": "1,5",
    "hexadecimal": "0x10",
    "other digits": "١٢",
    "31 February": "2027-02-31",
    "year 0": "0000-01-01",
    "year 99999": "99999-01-01",
    "emoji": "😀",
    "null byte": "1\x00",
}
IN_ADDRESSES = ("emoji", "null byte", "markup", "sql", "long", "minus one", "beyond every integer", "decimal", "31 February")
