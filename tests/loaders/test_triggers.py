"""What a pattern needs is in every text that it matches: no rule is ever left out where it would have matched."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tookpart.loaders import looking, narrative
from tookpart.loaders.frames import Frame
from tookpart.loaders.load import load
from tookpart.loaders.phrasing import Phrase, find_phrases, grammar
from tookpart.loaders.reading import read
from tookpart.loaders.rules import Rules, rules
from tookpart.loaders.triggers import Triggers, share, triggers

CASES = Path(__file__).parents[1] / "cases" / "extraction"
LANGUAGES = ["en", "es", "fr"]

# pieces of patterns as the rules have them, joined by anything that they are joined by
_PIECES = st.sampled_from(
    [
        *["host", "hosted", "co-hosted", "A", "[SG]", "[SGPA](?!\\w)", "(S)", "organi[sz]ed", "pays", "d'", "é"],
        *[
            "(?:met|gathered)",
            "(?:host|chair)s?",
            "(?:the |an? )?",
            "(?:ed|s|ing)?",
            "(?:also|all|, )*",
            "\\w+ly",
            "\\w",
        ],
        *["\\s+", "\\s*", " ", ", ", "\\b", "(?!\\w)", "(?<!\\w)", "(?=\\s)", "(?<=[\\s'])", "(?! by)", "[^.;]{0,4}"],
        *[
            "[\\s-]",
            "[,;]",
            "[\\w']",
            "$",
            "\\A",
            "-",
            "_",
            "(?:x{2}|y+ )",
            "(?:M |(?:in|at) L ){1,2}",
            "(?![\\w']|\\sof)",
        ],
    ]
)
_PATTERNS = st.recursive(
    st.lists(_PIECES, min_size=1, max_size=6).map("".join),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(lambda several: f"(?:{'|'.join(several)})"),
        st.lists(inner, min_size=2, max_size=3).map("".join),
        inner.map(lambda one: f"(?:{one})?"),
        inner.map(lambda one: f"(?:{one}){{1,2}}"),
    ),
    max_leaves=6,
)
_TEXT = "host hosted hosts co-hosted organised met chairs also the in at S G M L d' é x xx yy by s ed A pays warmly"
_WORDS = st.lists(st.sampled_from([*_TEXT.split(), *"_-,;.\n", *[" "] * 4]), max_size=12).map("".join)
_HEALTH = list(HealthCheck)


@settings(max_examples=200, deadline=None, suppress_health_check=_HEALTH)
@given(data=st.data(), pattern=_PATTERNS, texts=st.lists(_WORDS, max_size=8))
def test_a_text_that_a_pattern_matches_has_what_the_pattern_needs(
    data: st.DataObject, pattern: str, texts: list[str]
) -> None:
    sought, compiled = Triggers([pattern]), re.compile(pattern)
    matched = [text for text in texts if compiled.search(text)] or [data.draw(st.from_regex(pattern))]
    assert [text for text in matched if not sought.possible(text)] == []
    assert [text for text in matched if not sought.any_possible(text)] == []


@settings(max_examples=20, deadline=None, suppress_health_check=_HEALTH)
@given(data=st.data())
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_text_made_from_a_rule_lets_the_rule_through(code: str, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(rules(code).relations) - 1))
    text = data.draw(st.from_regex(rules(code).relations[number].source))
    assert number in rules(code).triggers.possible(text)


def test_what_rules_match_in_the_gold_cases_is_let_through(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, Rules]] = []

    def find_relations(frame: Frame, number: int, rules: Rules) -> list[looking.Finding]:
        seen.append((frame.text, rules))
        return []

    monkeypatch.setattr(looking, "find_relations", find_relations)
    for path in sorted(CASES.glob("*.txt")):
        load(read(path))
    missed = [
        (rule.name, text)
        for text, rules in seen
        for rule in (rules.relations[n] for n in set(range(len(rules.relations))) - set(rules.triggers.possible(text)))
        if rule.pattern.search(text)
    ]
    assert missed == []
    assert len(seen) > 1000


def test_what_names_a_meeting_in_the_gold_cases_is_let_through(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, str]] = []

    def noted(text: str, frame: Frame, code: str) -> list[tuple[int, int, Phrase]]:
        seen.append((frame.text, code))
        return find_phrases(text, frame, code)

    monkeypatch.setattr(narrative, "find_phrases", noted)
    for path in sorted(CASES.glob("*.txt")):
        load(read(path))
    matched = [(text, grammar(code)) for text, code in seen if grammar(code).phrase.search(text)]
    assert [text for text, sought in matched if not sought.nouns.any_possible(text)] == []
    assert len(matched) > 300


@pytest.mark.parametrize("code", LANGUAGES)
def test_hardly_a_rule_needs_no_word(code: str) -> None:
    everywhere = [rule.name for rule in rules(code).relations if not triggers(rule.source)]
    assert len(everywhere) <= len(rules(code).relations) // 50


def test_patterns_without_regard_to_case_need_nothing() -> None:
    assert triggers("(?i)\\bhost\\b") == []
    assert triggers("\\b(?i:host)\\b") == []


@pytest.mark.parametrize(
    ("pattern", "texts", "others"),
    [
        (r"(?<!\w){} by S(?!\w)", ["hosts by S", "the M hosted by S"], ["posted by S"]),
        (r"(?<!\w)(?:{}|led) by S(?!\w)", ["led by S", "hosted by S"], ["posted by S"]),
        (r"(?<!\w)(?:{}|x) by S(?!\w)", ["x by S", "host by S"], ["posted by S"]),
        (r"(?<!\w)(?:{})? by S(?!\w)", [" by S", "hosted by S"], []),
        (r"(?<!\w)co{} by S(?!\w)", ["cohosted by S"], ["hosted by S"]),
        (r"(?<!\w){}s by S(?!\w)", ["hosts by S"], ["led by S"]),
    ],
)
def test_a_shared_part_lets_through_what_it_matches(pattern: str, texts: list[str], others: list[str]) -> None:
    part = "(?:hosts?|hosted)"
    seen = Triggers([pattern.format(share(part))])
    assert all(re.search(pattern.format(part), text) for text in texts)
    assert [text for text in texts if seen.possible(text) != [0]] == []
    assert [text for text in others if seen.possible(text)] == []
