"""Language data and telling languages apart."""

import pickle
import re

import pytest

from tookpart.loaders.language import SUPPORTED, alternation, detect, folded, language
from tookpart.ontology.errors import InputError


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The officials of the eleven countries met in the capital and agreed on a plan.", "en"),
        ("Los funcionarios de los once países se reunieron en la capital y acordaron un plan.", "es"),
        ("Les responsables des onze pays se sont réunis dans la capitale et ont adopté un plan.", "fr"),
        ("Os funcionários dos onze países reuniram-se na capital e adotaram um plano para a região.", "pt"),
        ("La réunion s'est tenue à Dakar", "fr"),
        ("Declaración de los ministros", "es"),
        ("Chair of the group", "en"),
    ],
)
def test_a_language_shows_by_its_small_words(text: str, code: str) -> None:
    assert detect(text) == code


def test_without_small_words_the_default_holds() -> None:
    assert detect("RCM 2019: Lima, Quito", default="es") == "es"
    assert detect("", default="fr") == "fr"


def test_sections_of_the_three_languages_have_the_same_keys() -> None:
    for name in ("detection", "calendar", "ordinals", "structure"):
        keys = {code: set(language(code).section(name)) for code in SUPPORTED}
        assert keys["es"] == keys["en"] == keys["fr"], name


def test_an_unknown_language_or_section_is_an_error() -> None:
    with pytest.raises(InputError, match="no language 'xx'; there is data for en, es, fr"):
        language("xx")
    with pytest.raises(InputError, match=r"no language '\.\./en'"):
        language("../en")
    with pytest.raises(InputError, match=r"no section \[nothing\]"):
        language("en").section("nothing")


def test_a_language_travels_between_processes() -> None:
    assert pickle.loads(pickle.dumps(language("fr"))) is language("fr")


def test_folding_keeps_every_character_at_its_place() -> None:
    text = "İSTANBUL, Ñuñoa ẞ"
    assert len(folded(text)) == len(text)


def test_an_alternation_matches_its_words_and_the_longest_first() -> None:
    words = ["a", "an", "and", "as well as", "e.g.", "de la", "del", "x|y"]
    pattern = re.compile(alternation(words))
    assert [pattern.fullmatch(word) is not None for word in words] == [True] * len(words)
    assert pattern.fullmatch("de") is None
    assert pattern.match("and more")[0] == "and"
