"""Ordinals in three languages."""

import pytest

from tookpart.loaders.ordinals import find_ordinals, roman_value


def values(text: str, code: str = "en") -> list[int]:
    return [ordinal.value for ordinal in find_ordinals(text, code)]


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("the 24th Conference and the 3rd, 1st, 22nd", "en", [24, 3, 1, 22]),
        ("Twenty-Fourth, twenty fourth, TWENTY-FOURTH", "en", [24, 24, 24]),
        ("ninety-ninth, twelfth, sixteenth, fortieth", "en", [99, 12, 16, 40]),
        ("one third of them, two-thirds, seconds, a tenthold", "en", []),
        ("24.ª Conferencia, 24ª, 3er Foro, 2do taller, 4ta", "es", [24, 24, 3, 2, 4]),
        ("vigésima cuarta, vigesimocuarta, vigésimo, décimo tercera, decimotercer", "es", [24, 24, 20, 13, 13]),
        ("undécima, duodécimo, primer, tercera, septima", "es", [11, 12, 1, 3, 7]),
        ("24e, 24ème, 1er, 1re, 1ère, 2nde", "fr", [24, 24, 1, 1, 1, 2]),
        ("vingt-quatrième, vingt et unième, première, sixième", "fr", [24, 21, 1, 6]),
        ("soixante et onzième, quatre-vingt-dix-neuvième, quatre-vingtième", "fr", [71, 99, 80]),
    ],
)
def test_ordinals_in_digits_and_words(text: str, code: str, expected: list[int]) -> None:
    assert values(text, code) == expected


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("XXIV RCM and the II Congress", "en", [24, 2]),
        ("the I Regional Congress", "en", [1]),
        ("I Am here, and I Think so", "en", []),
        ("out of the Tuxtla II summit", "en", [2]),
        ("Puebla Process IV was", "en", [4]),
        ("Henry Adams IV spoke", "en", []),
        ("Vitamin C, L Size, I/O, MIX, CV Writing", "en", []),
        ("la XXIV reunión y la V Reunión", "es", [24, 5]),
        ("I Reunión de la CRM", "es", [1]),
        ("en el siglo XXI, el rey Felipe VI dijo", "es", []),
        ("la XXIVe Conférence, le VIe Sommet", "fr", [24, 6]),
        ("D. V. Smith, EE. VV.", "es", []),
    ],
)
def test_roman_numerals_count_where_they_number_something(text: str, code: str, expected: list[int]) -> None:
    assert values(text, code) == expected


def test_offsets_cut_out_the_words() -> None:
    text = "İstanbul: la vingt-quatrième, 3e, XIIe Réunion"
    found = find_ordinals(text, "fr")
    assert [text[each.start : each.end] for each in found] == ["vingt-quatrième", "3e", "XIIe"]


def test_roman_values_up_to_ninety_nine() -> None:
    assert [roman_value(numeral) for numeral in ("I", "IV", "IX", "XIV", "XL", "XLIX", "XC", "XCIX")] == [
        1,
        4,
        9,
        14,
        40,
        49,
        90,
        99,
    ]
    assert [roman_value(numeral) for numeral in ("", "IIII", "VV", "C", "IC", "VX")] == [0] * 6
