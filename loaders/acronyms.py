"""Acronyms: what they look like, which name they abbreviate, where a text defines them, and how they are misspelt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tookpart.loaders.document import Mention
from tookpart.loaders.phrases import fold

ACRONYM = r"[A-ZÀ-Þ][A-Za-zÀ-ÿ0-9]*(?:[-/&.][A-Za-z0-9]+)*"
DEFINED = re.compile(
    rf"\s*\(\s*(?:the\s+|la\s+|el\s+|le\s+|l['’])?[\"“«]?({ACRONYM})[\"”»]?(?:\s*[,;][^()]{{0,60}})?\s*\)"
)
"""The brackets behind a name with its acronym: "(RCM)", "(the RCM)", "(RCM, by its acronym)"."""

BRACKETED_ACRONYM = re.compile(r"\s\([A-Z][\w&./-]{1,14}\)")
"""The acronym of the organisation that ends a title, with its brackets."""

_DEFINING = re.compile(rf"\b({ACRONYM})\s*\(\s*(?:the\s+|la\s+|el\s+|le\s+|l['’])?$")
# what stands before is asked behind the first letter, since a letter is looked for faster than an edge
_CAPITALS = re.compile(r"[A-Z](?<!\w.)[A-Z]{3,8}\b", re.DOTALL)
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_INITIAL = re.compile(r"\b[^\W\d_]")
_TITLE_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_WITHIN = r"(?:of|and|for|the|on|against|in|de|del|la|las|los|y|e|para|des?|du|et|pour|&)"
_BLANK = r"[ \t\u00a0\n]"
_WITH_ACRONYM = re.compile(
    rf"(?P<name>[A-ZÀ-Þ][\w'’-]+(?:{_BLANK}(?:{_WITHIN}{_BLANK}){{0,3}}[A-ZÀ-Þ][\w'’-]+){{2,9}})"
    rf"{_BLANK}?\((?P<acronym>[A-Z]{{3,8}})\)"
)
_BRACKETED = re.compile(r"\([A-Z]{3,8}\)")
_SHORTEST = 3
_SHORTEST_NAME = 8
_LONGEST = 14
# how far before a name its acronym may begin, with the bracket between them
_REACH = 24
# two acronyms of fewer letters that differ in one are two acronyms
_ONE_OFF = 5


def is_acronym(word: str) -> bool:
    """Whether a word looks like an acronym: two capitals at least, and half of its letters capitals.

    >>> is_acronym("MoHRE"), is_acronym("Guatemala"), is_acronym("UN")
    (True, False, True)
    """
    capitals = sum(c.isupper() for c in word)
    return capitals > 1 and 2 * capitals >= sum(c.isalpha() for c in word) and len(word) <= _LONGEST


def abbreviates(acronym: str, name: str) -> bool:
    """Whether the capitals of an acronym are first letters of words of a name, in order; one in four may be missing.

    >>> abbreviates("ADFM", "Asia Dialogue on Forced Migration"), abbreviates("IOM", "Asia Dialogue")
    (True, False)
    """
    initials = _INITIAL.findall(fold(name))
    at = missed = 0
    for letter in (fold(c) for c in acronym if c.isupper()):
        if letter in initials[at:]:
            at = initials.index(letter, at) + 1
        else:
            missed += 1
    return missed <= len(acronym) // 4


def one_slip(word: str, acronym: str) -> bool:
    """Whether two words have the same letters in another order, or at least five letters of which one differs.

    >>> one_slip("RRCOM", "RROCM"), one_slip("RNCOM", "RROCM"), one_slip("UNDP", "UNEP")
    (True, False, False)
    """
    if sorted(word) == sorted(acronym):
        return word[0] == acronym[0]
    if len(word) != len(acronym) or len(word) < _ONE_OFF:
        return False
    return sum(a != b for a, b in zip(word, acronym, strict=True)) == 1


def defined_names(text: str, taken: Sequence[Mention]) -> Iterator[tuple[int, int, str]]:
    """Each run of capitalised words that its acronym in brackets abbreviates to the letter, as (start, end, acronym).

    >>> text = "thanks to the Pacific Islands Chiefs of Police (PICP)"
    >>> [(text[start:end], acronym) for start, end, acronym in defined_names(text, [])]
    [('Pacific Islands Chiefs of Police', 'PICP')]
    """
    for match in _WITH_ACRONYM.finditer(text) if _BRACKETED.search(text) else ():
        acronym = match["acronym"]
        words = list(_TITLE_WORD.finditer(text, match.start("name"), match.end("name")))
        initials = [fold(word[0][0]) for word in words if word[0][0].isupper()]
        letters = [fold(letter) for letter in acronym]
        if len(letters) < _SHORTEST or initials[-len(letters) :] != letters:
            continue
        start = [word for word in words if word[0][0].isupper()][-len(letters)].start()
        end = match.end("name")
        within = [m for m in taken if m.start < end and start < m.end and m.kind != "Demonym"]
        # "Fiji Immigration Advisers Board" may have a state in it, "Democratic Republic of the Congo" is one
        if all(m.kind == "State" and 2 * (m.end - m.start) < end - start for m in within):
            yield start, end, acronym


def definitions(text: str, mentions: Sequence[Mention]) -> Iterator[tuple[Mention, tuple[int, int]]]:
    """Each mention of a long name with the span of its acronym: "Long Name (LN)" or "LN (Long Name)".

    >>> text = "the Overseas Harbour Agency (OHA)"
    >>> [(m.id, text[a:b]) for m, (a, b) in definitions(text, [Mention(4, 27, "Organisation", "organisation/oha")])]
    [('organisation/oha', 'OHA')]
    """
    by_start = {m.start: m for m in mentions}
    for mention in mentions:
        if mention.end - mention.start < _SHORTEST_NAME:
            continue
        match = DEFINED.match(text, mention.end)
        if match is None and text[mention.end : mention.end + 1] == ")":
            match = _DEFINING.search(text, max(0, mention.start - _REACH), mention.start)
        if match is None or not is_acronym(match.group(1)):
            continue
        other = by_start.get(match.start(1))
        if other is None or other.id == mention.id:
            yield mention, match.span(1)


def uses(text: str, acronyms: Mapping[str, str], kinds: Mapping[str, str]) -> list[Mention]:
    """All places where a text uses one of the acronyms, by the id that each stands for."""
    if not acronyms:
        return []
    wanted = "|".join(re.escape(acronym) for acronym in sorted(acronyms, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w@/.-])(?:{wanted})(?![\w@-])")
    return [
        Mention(*match.span(), kinds[acronyms[match.group()]], acronyms[match.group()])
        for match in pattern.finditer(text)
    ]


def slips(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """Words in capitals that are an acronym of the text with a slip in it, if they can be one only.

    >>> slips("RROCM met. The RORCM agreed.", [Mention(0, 5, "Organisation", "organisation/rrocm")])
    [Mention(start=15, end=20, kind='Organisation', id='organisation/rrocm')]
    """
    present: dict[str, Mention] = {}
    for mention in mentions:
        word = text[mention.start : mention.end]
        if _CAPITALS.fullmatch(word):
            present.setdefault(word, mention)
    if not present:
        return []
    made = []
    for match in _CAPITALS.finditer(text):
        word = match.group()
        if word in present:
            continue
        near = {m.id: m for acronym, m in present.items() if one_slip(word, acronym)}
        if len(near) == 1 and not _in_heading(text, *match.span()):
            (mention,) = near.values()
            made.append(Mention(*match.span(), mention.kind, mention.id))
    return made


def _in_heading(text: str, start: int, end: int) -> bool:
    """Whether the words next to a span are in capitals as well."""
    before = _LETTERS.findall(text, max(0, start - _LONGEST), start)[-1:]
    behind = _LETTERS.findall(text, end, end + _LONGEST)[:1]
    return any(word.isupper() for word in before + behind)
