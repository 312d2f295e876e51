"""Offices as they are written beside a name: "Technical Secretary of the RRCOM", "el canciller", "IOM's Regional Director for Asia"."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

from tookpart.loaders.document import Mention
from tookpart.loaders.language import SUPPORTED, alternation, function_words, language
from tookpart.loaders.phrases import fold

_TOKEN = re.compile(
    r"\x01+|\x03+|\x02+"  # two names in turn, a place where nobody is looked for
    r"|(?:[^\W\d_]\.){2,4}(?=[\s,)]|$)"  # initials
    r"|(?:[DMNOK]|Mc|Mac)['’][^\W\d_]\w*"
    r"|[^\W\d_]\w*(?:[-‐‑][^\W\d_]\w*)*|\d+|['’]s\b|\S"
)
_MENTION = ("\x01", "\x03")
_CLOSERS = frozenset('.;:!?\n\x02“”"«»)]•·…')
_DASHES = frozenset("–—-|/")
_MAX_TITLE = 30
_HEAD_WITHIN = 8
_CUT_END = re.compile(
    r"(?:[\s,(–—|/-]+|\b(?:of|at|in|for|from|to|with|the|de|del|du|des|la|el|los|las|le|les|en|ante|its|and|government|gobierno|gouvernement)\b|\b[dl]['’])+$",
    re.I,
)
_CUT_START = re.compile(r"^(?:['’]s?\b|[\s,–—-]|\b(?:the|of|el|la|le)\b)+", re.I)


class Lexicon(NamedTuple):
    """The words around names in a document's language, folded; offices and forms of address also of the other languages' texts."""

    honorifics: frozenset[str]
    offices: frozenset[str]
    modifiers: frozenset[str]
    after_offices: frozenset[str]
    determiners: frozenset[str]
    connectors: frozenset[str]
    conjunctions: frozenset[str]
    stops: frozenset[str]
    speech: frozenset[str]
    not_names: frozenset[str]
    given_names: frozenset[str]
    function_words: frozenset[str]
    heads_of: tuple[tuple[str, str], ...]
    agents: re.Pattern[str]
    labels: re.Pattern[str]
    contact: re.Pattern[str]
    captions: re.Pattern[str]
    free_nouns: bool


@functools.cache
def lexicon(code: str) -> Lexicon:
    """The words for a language; a language without data reads as English."""
    own = code if code in SUPPORTED else "en"
    codes = (own, "en") if own != "en" else ("en",)
    sections = [language(each).section("people") for each in codes]
    every = [language(each).section("people") for each in SUPPORTED]

    def of(key: str, where: Sequence[object] = sections) -> frozenset[str]:
        found: set[str] = set()
        for section in where:
            words = section[key]  # type: ignore[index]
            found.update(fold(word) for word in (words.split() if isinstance(words, str) else words))
        return frozenset(found)

    def pattern(key: str) -> str:
        return "|".join(sorted({word for section in every for word in section[key]}, key=lambda w: (-len(w), w)))

    agents = alternation(sorted({word for section in sections for word in section["agents"]}))
    labels = alternation(sorted({fold(word) for section in every for word in section["labels"]}))
    captions = pattern("captions")
    return Lexicon(
        honorifics=of("honorifics"),
        offices=of("offices"),
        modifiers=of("modifiers"),
        after_offices=of("after_offices"),
        determiners=of("determiners", sections[:1]),
        connectors=of("connectors", sections[:1]),
        conjunctions=of("conjunctions", sections[:1]),
        stops=of("stops", sections[:1]) | of("speech", sections[:1]),
        speech=of("speech", sections[:1]),
        not_names=of("not_names", every),
        given_names=of("given_names", every),
        function_words=frozenset(fold(word) for each in codes for word in function_words(each)),
        heads_of=tuple(
            sorted((fold(office), id_) for section in every for office, id_ in section.get("offices_of", {}).items())
        ),
        agents=re.compile(rf"(?:^|\W)(?:{agents})(?:\s+(?:the|el|la|le|los|las|les))?\s+$", re.I),
        labels=re.compile(rf"(?:^|[\n.;•]|\d)[ \t]*(?:[-–•*]\s*)?(?:[\w ,'’()-]{{0,40}}\W)?(?:{labels})s?\s*:[ \t]*$"),
        contact=re.compile(rf"(?:(?<=\W)|^)(?:{pattern('contact')})|@", re.I),
        captions=re.compile(rf"^[ \t(\[]*(?:{captions})(?:\W|$)", re.I | re.M),
        free_nouns=own != "en",
    )


class Tokens(NamedTuple):
    """The tokens of a masked text; `mention[i]` is the index of the known name that token i stands for, -1 if it is a word."""

    masked: str
    words: list[str]
    folded: list[str]
    starts: list[int]
    ends: list[int]
    mention: list[int]

    def joined(self, i: int) -> bool:
        """True if only blanks stand between token i and the next."""
        gap = self.masked[self.ends[i] : self.starts[i + 1]]
        return gap in {" ", "\u00a0", "  "}

    def broken(self, i: int) -> bool:
        """True if a line ends after token i, and the next does not go on in a small letter."""
        gap = self.masked[self.ends[i] : self.starts[i + 1]]
        return "\t" in gap or ("\n" in gap and ("\n\n" in gap or not self.words[i + 1][:1].islower()))


def tokens(text: str, names: Sequence[Mention], hidden: Sequence[tuple[int, int]]) -> Tokens:
    """The tokens of a text in which each of the sorted, non-overlapping `names` is one token and the `hidden` spans hold no word."""
    pieces: list[str] = []
    position = 0
    at: dict[int, int] = {}
    covers = sorted(
        [(m.start, m.end, i) for i, m in enumerate(names)] + [(start, end, -1) for start, end in hidden],
        key=lambda c: (c[0], c[2]),
    )
    for start, end, i in covers:
        if start < position:
            if end <= position:
                continue
            start = position
        pieces.append(text[position:start])
        if i < 0:
            pieces.append("\x02" * (end - start))
        else:
            pieces.append(_MENTION[i % 2] * (end - start))
            at[start] = i
        position = end
    pieces.append(text[position:])
    masked = "".join(pieces)
    folded = fold(masked)
    words: list[str] = []
    folds: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    mention: list[int] = []
    for match in _TOKEN.finditer(masked):
        start, end = match.span()
        words.append(match.group())
        folds.append(folded[start:end])
        starts.append(start)
        ends.append(end)
        mention.append(at.get(start, -1) if masked[start] in _MENTION else -1)
    return Tokens(masked, words, folds, starts, ends, mention)


class Title(NamedTuple):
    """An office in words: the tokens from `first` to before `last`."""

    first: int
    last: int


def is_office(word: str, words: Lexicon) -> bool:
    """True for "minister", "vice-minister", "director-general" and the like, folded."""
    return word in words.offices or ("-" in word and any(part in words.offices for part in word.split("-")))


def is_capital(word: str) -> bool:
    """True for a word that begins with a capital letter."""
    return word[:1].isupper()


def office_names(text: str, names: Sequence[Mention], words: Lexicon) -> frozenset[int]:
    """The indices of known names that are themselves an office ("UN High Commissioner for Refugees")."""
    found = set()
    for i, mention in enumerate(names):
        folded = fold(text[mention.start : mention.end])
        if (
            "commissioner" in folded
            or "comisionado" in folded
            or "commissaire" in folded
            or "secretary-general" in folded
        ):
            found.add(i)
    return frozenset(found)


def title_after(tokens: Tokens, first: int, words: Lexicon, offices: frozenset[int], in_row: bool) -> Title | None:
    """The title that begins at token `first`, right after a name and a comma, bracket or dash; None if no office is named there.

    It runs over the commas of one enumeration ("Human Rights, Population and Migration") and to the organisation or state that
    follows ("Director General, IOM"); `in_row` takes dashes for commas.
    """
    head, end = _segment(tokens, first, words, offices, in_row)
    if head < 0:
        return None
    count = len(tokens.words)
    extra = 0
    while (
        end < count - 1
        and (tokens.words[end] == "," or (in_row and tokens.words[end] in _DASHES))
        and extra < (4 if in_row else 2)
    ):
        onward = _continuation(tokens, first, end + 1, words, in_row)
        if onward is None:
            break
        end, extra = onward, extra + 1
    while end > first and tokens.folded[end - 1] in words.connectors | words.conjunctions:
        end -= 1
    return Title(first, end)


def _segment(tokens: Tokens, first: int, words: Lexicon, offices: frozenset[int], in_row: bool) -> tuple[int, int]:
    """The head (-1 if there is none) and the end of the words of a title that begin at `first`."""
    head, i, count = -1, first, min(len(tokens.words), first + _MAX_TITLE)
    while i < count:
        word, folded = tokens.words[i], tokens.folded[i]
        if i > first and tokens.broken(i - 1):
            break
        if tokens.mention[i] >= 0:
            if tokens.mention[i] in offices and head < 0:
                head = i
            i += 1
            continue
        if word == "," or word in _CLOSERS or word == "(" or (word in _DASHES and (in_row or word in "–—")):
            break
        if not word[0].isalpha():
            if word[0] not in "'’&/-":
                break
            i += 1
            continue
        if is_office(folded, words):
            head = head if head >= 0 else i
        elif head < 0:
            small = not is_capital(word)
            known = (
                folded in words.modifiers
                or (i == first and folded in words.determiners)
                or folded in words.after_offices
            )
            if (small and not known and folded not in {"d", "l"}) or i - first >= _HEAD_WITHIN:
                return -1, i
        elif _ends_title(tokens, i, words):
            break
        i += 1
    return head, i


def _ends_title(tokens: Tokens, i: int, words: Lexicon) -> bool:
    word, folded = tokens.words[i], tokens.folded[i]
    if is_capital(word):
        return False
    if folded in words.conjunctions and folded not in {"to", "a", "e"}:
        return _other_follows(tokens, i + 1, words)
    if folded in words.connectors or folded in words.determiners:
        return False
    if folded in words.stops:
        return True
    if words.free_nouns:
        return False
    return folded.endswith("ed") and folded not in words.modifiers


def _other_follows(tokens: Tokens, i: int, words: Lexicon) -> bool:
    """True if a person, a verb or nothing follows the "and" before token i, so that the title ends there."""
    if i >= len(tokens.words):
        return True
    while i < len(tokens.words) - 1 and tokens.folded[i] in words.honorifics | {"."}:
        return True
    word, folded = tokens.words[i], tokens.folded[i]
    if tokens.mention[i] >= 0:
        return False
    if folded in words.stops:
        return True
    if not is_capital(word):
        return False
    return folded in words.given_names or _names_person(tokens, i, words)


def _names_person(tokens: Tokens, i: int, words: Lexicon) -> bool:
    """True if capitalised words that are nobody's title stand at token i with a comma and an office after them."""
    j = i
    while j < len(tokens.words) - 1 and is_capital(tokens.words[j]) and tokens.mention[j] < 0:
        if tokens.folded[j] in words.not_names or is_office(tokens.folded[j], words):
            return False
        j += 1
    if j - i < 2 or tokens.words[j] not in {",", "("}:
        return False
    return any(is_office(folded, words) for folded in tokens.folded[j + 1 : j + 6])


def _continuation(tokens: Tokens, first: int, i: int, words: Lexicon, in_row: bool) -> int | None:
    """The end of what follows a comma at i - 1 if it belongs to the title that began at `first`."""
    count = len(tokens.words)
    j = i
    while j < count and tokens.folded[j] in words.determiners | {"of", "de", "d", "'", "’"}:
        j += 1
    if j >= count or tokens.broken(i - 1):
        return None
    named = any(m >= 0 for m in tokens.mention[first:i])
    if tokens.mention[j] >= 0 and (in_row or not named):
        end = j + 1
        # "Director General, IOM;" but not "the Director, IOM and UNHCR took part"
        if end >= count or tokens.words[end] in {",", ".", ";", ")", "(", "\n"} or in_row or tokens.broken(end - 1):
            return end
        return None
    if in_row and is_capital(tokens.words[j]):
        end = j
        while end < count and tokens.words[end] not in _CLOSERS and tokens.words[end] not in {",", "–", "—", "|"}:
            if end > j and tokens.broken(end - 1):
                break
            end += 1
        return end
    # "Human Rights, Population and Migration"
    end, joint = j, False
    while end < count and tokens.words[end] not in _CLOSERS and tokens.words[end] != ",":
        folded = tokens.folded[end]
        if end > j and tokens.broken(end - 1):
            break
        if folded in words.conjunctions:
            if joint:
                break
            joint = True
            if _other_follows(tokens, end + 1, words):
                return None
        elif joint and folded in words.stops:
            break
        elif not joint and tokens.mention[end] < 0 and is_capital(tokens.words[end]) and folded not in words.not_names:
            return None
        elif (
            not joint and not is_capital(tokens.words[end]) and not words.free_nouns and folded not in words.connectors
        ):
            return None
        end += 1
    return end if joint and end - j <= 14 and j < end else None


def title_before(tokens: Tokens, last: int, words: Lexicon, offices: frozenset[int], after_comma: bool) -> Title | None:
    """The title that ends right before token `last`, the first of a name; None if no office is named there.

    `after_comma` is for "la secretaria de Gobernación, Olga ...": the title must then begin with an article or a sentence, lest it be
    that of the person before.
    """
    i = last - 1
    if i < 0 or (not after_comma and (tokens.broken(i) or tokens.folded[i] in words.connectors | words.conjunctions)):
        return None
    head = -1
    floor = max(0, last - 16)
    while i >= floor:
        word, folded = tokens.words[i], tokens.folded[i]
        if i < last - 1 and tokens.broken(i):
            break
        if tokens.mention[i] < 0:
            if not (word[0].isalpha() or word in {"'", "’", "'s", "’s", "&"}):
                break
            if is_office(folded, words):
                head = i
                break
            if not is_capital(word) and _ends_title(tokens, i, words):
                break
            known = (
                folded in words.connectors
                or folded in words.determiners
                or folded in words.modifiers
                or folded in words.after_offices
            )
            if (
                not is_capital(word)
                and word[0].isalpha()
                and not known
                and not words.free_nouns
                and folded not in words.conjunctions
            ):
                break
        elif tokens.mention[i] in offices:
            head = i
            break
        i -= 1
    if head < 0:
        return None
    if head + 1 < last and tokens.mention[head + 1] < 0:
        after = tokens.folded[head + 1]
        if not (
            after in words.connectors
            or after in words.after_offices
            or is_capital(tokens.words[head + 1])
            or words.free_nouns
        ):
            return None
    first = head
    while first > 0 and not tokens.broken(first - 1):
        before = first - 1
        folded = tokens.folded[before]
        named = tokens.mention[before] >= 0
        possessive = tokens.words[before] in {"'s", "’s", "'", "’"}
        modifier = folded in words.modifiers or is_office(folded, words)
        capital = (
            is_capital(tokens.words[before])
            and folded not in words.function_words
            and tokens.masked[tokens.ends[before]] in " \u00a0"
        )
        if not (named or possessive or modifier or capital):
            break
        first = before
    if after_comma:
        opens = first == 0 or tokens.broken(first - 1) or tokens.words[first - 1] in _CLOSERS
        if not opens and tokens.folded[first - 1] not in words.determiners:
            return None
    return Title(first, last)


def job_title(text: str, start: int, end: int, target: Mention) -> str:
    """The words of a title without the organisation or state at its beginning or end.

    >>> text = "Paraguay's vice minister of Labour"
    >>> job_title(text, 0, len(text), Mention(0, 8, "State", "state/pry"))
    'vice minister of Labour'
    >>> text = "Deputy Minister of Interior of North Macedonia"
    >>> job_title(text, 0, len(text), Mention(31, 46, "State", "state/mkd"))
    'Deputy Minister of Interior'
    """
    rest = text[target.end : end]
    if target.start >= start and not text[start : target.start].strip(" \u00a0"):
        cut = _CUT_START.sub("", rest, count=1)
        if cut:
            return _clean(cut)
    if not any(c.isalpha() for c in rest) or rest.lstrip(" \u00a0").startswith((",", "–", "—", "|", "(")):
        return _clean(_CUT_END.sub("", text[start : target.start]))
    return _clean(text[start:end])


def _clean(title: str) -> str:
    return " ".join(title.split()).strip(" ,;:–—-|()'’")
