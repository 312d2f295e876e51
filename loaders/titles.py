"""Offices as they are written beside a name: "Technical Secretary of the RRCOM", "IOM's Regional Director for Asia"."""

from __future__ import annotations

import re
from typing import NamedTuple

from tookpart.loaders.acronyms import BRACKETED_ACRONYM
from tookpart.loaders.document import Mention
from tookpart.loaders.personwords import Reading

_CLOSERS = frozenset('.;:!?\n\x02“”"«»)]•·…')
_DASHES = frozenset("–—-|/")
_APOSTROPHES = frozenset({"'", "’", "'s", "’s", "&"})
_ARTICLES_AHEAD = frozenset({"of", "de", "d", "'", "’"})
# an article with "of" or "to" in it opens no apposition
_CONTRACTED = frozenset({"du", "au", "del", "al"})
_PLACED = frozenset({"in", "en", "for", "para", "pour", "au", "to", "a"})
_MAX_TITLE = 30
_MAX_BEFORE = 16
_HEAD_WITHIN = 8
_MAX_ENUMERATION = 14
# commas that a title may run over: in a sentence, and in a line of a list
_COMMAS, _ROW_COMMAS = 2, 4
_CUT_END = re.compile(
    r"(?:[\s,(–—|/-]+|\b(?:of|at|in|for|from|to|with|the|de|del|du|des|la|el|los|las|le|les|en|ante|its|au)\b"
    r"|\b[dl]['’])+$",
    re.I,
)
_CUT_START = re.compile(r"^(?:['’]s?\b|[\s,–—-]|\b(?:the|of|el|la|le)\b)+", re.I)


class Title(NamedTuple):
    """An office in words: the tokens from `first` to before `last`."""

    first: int
    last: int


def title_after(toks: Reading, first: int, in_row: bool) -> Title | None:
    """The title that begins at token `first`, right after a name and a comma, bracket or dash; None without an office.

    It runs over the commas of one enumeration ("Human Rights, Population and Migration") and to the organisation or
    state that follows ("Director General, IOM"); `in_row` takes dashes for commas, as in a line of a list.
    """
    head, end = _segment(toks, first, in_row)
    if head < 0:
        return (_unknown_office(toks, first) or _behind_name(toks, first)) if in_row else None
    last = len(toks.words) - 1
    commas = 0
    while end < last and commas < (_ROW_COMMAS if in_row else _COMMAS):
        if toks.broken(end - 1) or (toks.words[end] != "," and not (in_row and toks.words[end] in _DASHES)):
            break
        onward = _continuation(toks, first, end + 1, in_row)
        if onward is None:
            break
        end, commas = onward, commas + 1
    while end > first and toks.folded[end - 1] in toks.lexicon.links:
        end -= 1
    return Title(first, end)


def _unknown_office(toks: Reading, first: int) -> Title | None:
    """The title in a line of a list whose office is in no list of ours: "Statistician, World Bank"."""
    end = first
    while end < len(toks.words) and toks.mention[end] < 0 and end - first <= _HEAD_WITHIN:
        if (end > first and toks.broken(end - 1)) or not (
            toks.capital[end] or toks.folded[end] in toks.lexicon.connectors
        ):
            break
        end += 1
    if end == first or end + 1 >= len(toks.words) or toks.words[end] != "," or toks.mention[end + 1] < 0:
        return None
    return Title(first, end + 2)


def _behind_name(toks: Reading, first: int) -> Title | None:
    """The title in a line of a list that stands behind whom it is of: "South Sudan, Deputy Minister of Labour"."""
    i = first + 1
    if toks.mention[first] < 0 or i + 3 >= len(toks.words):
        return None
    if toks.words[i] == "(" and toks.words[i + 2] == ")":
        i += 3
    if i + 1 >= len(toks.words) or toks.words[i] != "," or toks.mention[i + 1] >= 0 or toks.broken(i):
        return None
    title = title_after(toks, i + 1, in_row=True)
    return Title(first, title.last) if title else None


def _segment(toks: Reading, first: int, in_row: bool) -> tuple[int, int]:
    """The head (-1 if there is none) and the end of the words of a title that begin at `first`."""
    words = toks.lexicon
    head, i, count = -1, first, min(len(toks.words), first + _MAX_TITLE)
    while i < count:
        word, folded = toks.words[i], toks.folded[i]
        if i > first and toks.broken(i - 1):
            break
        if toks.office[i]:
            head = head if head >= 0 else i
        elif toks.mention[i] >= 0:
            pass
        elif word == "," or word in _CLOSERS or word == "(" or (word in _DASHES and (in_row or word in "–—")):
            break
        elif not word[0].isalpha():
            if word[0] not in "'’&/-":
                break
        elif head < 0:
            known = folded in words.modifiers or folded in words.after_offices or folded in {"d", "l"}
            known = (
                known or toks.capital[i] or (i == first and folded in words.determiners and folded not in _CONTRACTED)
            )
            if not known or i - first >= _HEAD_WITHIN:
                return -1, i
        elif _ends_title(toks, i):
            break
        elif i == head + 1 and _opens_name(toks, i):
            # "..., Minister Eva Sol": the next person with an office of her own
            return -1, i
        i += 1
    return head, i


def _opens_name(toks: Reading, i: int) -> bool:
    words = toks.lexicon
    if not toks.capital[i] or toks.folded[i] in words.not_names or toks.folded[i] in words.after_offices:
        return False
    if toks.folded[i] in words.given_names:
        return True
    following = i + 1
    return (
        following < len(toks.words)
        and toks.capital[following]
        and toks.joined(i)
        and not toks.office[following]
        and toks.folded[following] not in words.not_names
    )


def _ends_title(toks: Reading, i: int) -> bool:
    words, folded = toks.lexicon, toks.folded[i]
    if toks.capital[i]:
        return False
    if folded in words.conjunctions:
        return _other_follows(toks, i + 1)
    if folded in words.connectors or folded in words.determiners:
        return False
    if folded in words.stops:
        return True
    if words.free_nouns:
        return False
    return folded.endswith("ed") and folded not in words.modifiers


def _other_follows(toks: Reading, i: int) -> bool:
    """True if a person, a verb or nothing follows the "and" before token i, so that the title ends there."""
    if i >= len(toks.words) or toks.honorific(i):
        return True
    if toks.mention[i] >= 0:
        return False
    folded = toks.folded[i]
    if folded in toks.lexicon.stops:
        return True
    if not toks.capital[i]:
        return False
    return folded in toks.lexicon.given_names or _names_person(toks, i)


def _names_person(toks: Reading, i: int) -> bool:
    """True if capitalised words that are nobody's title stand at token i with a comma and an office after them."""
    j = i
    while j < len(toks.words) - 1 and toks.capital[j]:
        if toks.folded[j] in toks.lexicon.not_names or toks.office[j]:
            return False
        j += 1
    if j - i < 2 or toks.words[j] not in {",", "("}:
        return False
    return any(toks.office[j + 1 : j + 6])


def _continuation(toks: Reading, first: int, i: int, in_row: bool) -> int | None:
    """The end of what follows the comma at i - 1 if it belongs to the title that began at `first`."""
    count = len(toks.words)
    j = i
    while j < count and (toks.folded[j] in toks.lexicon.determiners or toks.folded[j] in _ARTICLES_AHEAD):
        j += 1
    if j >= count or toks.broken(i - 1):
        return None
    if toks.mention[j] >= 0:
        return _named_end(toks, first, i, j, in_row) or _states_end(toks, i)
    if in_row and toks.capital[j]:
        end = j + 1
        while end < count and toks.words[end] not in _CLOSERS and toks.words[end] not in {",", "–", "—", "|"}:
            if toks.broken(end - 1):
                break
            end += 1
        return end
    return _enumeration_end(toks, j) or (_part_end(toks, i) if toks.lexicon.free_nouns else None)


def _named_end(toks: Reading, first: int, i: int, j: int, in_row: bool) -> int | None:
    """The end of "Director, IOM" or "Director, Ministry of Labour, Chile"; not of "the Director, IOM and ILO"."""
    here = toks.names[toks.mention[j]].kind
    before = [toks.names[m].kind for m in toks.mention[first:i] if m >= 0]
    if before and not in_row and not (here == "State" and "State" not in before):
        return None
    end = j + 1
    if end >= len(toks.words) or in_row or toks.broken(end - 1):
        return end
    if toks.words[end] not in {",", ".", ";", ")", "(", "\n"}:
        return None
    another = toks.words[end] == "," and end + 1 < len(toks.words) and toks.mention[end + 1] >= 0
    if another and not (here != "State" and toks.names[toks.mention[end + 1]].kind == "State"):
        return None
    return end


def _states_end(toks: Reading, i: int) -> int | None:
    """The end of "chief of mission in Guatemala, El Salvador and Honduras" from the comma before token i on."""
    if i < 3 or toks.mention[i - 2] < 0 or toks.folded[i - 3] not in _PLACED:
        return None
    end, joint = i, False
    while end < len(toks.words):
        if toks.folded[end] in toks.lexicon.conjunctions:
            joint = True
        elif toks.mention[end] < 0 and toks.words[end] != "," and toks.folded[end] not in toks.lexicon.determiners:
            break
        elif joint and toks.mention[end] >= 0:
            return end + 1
        end += 1
    return None


def _part_end(toks: Reading, first: int) -> int | None:
    """The end of "de la Ville" in "ministre du Logement, de la Ville, de l'Emploi et ..."."""
    if toks.folded[first] not in {"de", "d", "du", "des", "del"}:
        return None
    for end in range(first + 1, min(first + _HEAD_WITHIN, len(toks.words))):
        if toks.words[end] == ",":
            return end
        if toks.words[end] in _CLOSERS or toks.broken(end - 1) or toks.folded[end] in toks.lexicon.stops:
            return None
    return None


def _enumeration_end(toks: Reading, first: int) -> int | None:
    """The end of "Population and Migration at the Ministry" after "Human Rights,"; None if it is no enumeration."""
    words, count = toks.lexicon, len(toks.words)
    if toks.folded[first] in words.conjunctions and not (first + 1 < count and _office_or_word(toks, first + 1)):
        return None
    end, joint, ordinary = first, False, False
    while end < count and toks.words[end] not in _CLOSERS:
        folded = toks.folded[end]
        if end > first and toks.broken(end - 1):
            break
        if toks.words[end] == ",":
            # the comma before the last "and", or before another subject: "Industry, Labour and Immigration"
            if (
                joint
                or end + 1 >= count
                or not (toks.folded[end + 1] in words.conjunctions or _is_subject(toks, end + 1))
            ):
                break
        elif folded in words.conjunctions:
            if joint:
                break
            if _other_follows(toks, end + 1):
                return None
            joint = True
        elif joint and folded in words.stops:
            break
        elif toks.mention[end] < 0 and not joint:
            if folded in words.given_names:
                return None
            ordinary = ordinary or folded in words.not_names
            if not toks.capital[end] and not words.free_nouns and folded not in words.connectors:
                return None
            if folded in words.stops:
                return None
        elif joint:
            ordinary = ordinary or folded in words.not_names or toks.mention[end] >= 0
        end += 1
    return end if joint and ordinary and first < end <= first + _MAX_ENUMERATION else None


def _is_subject(toks: Reading, i: int) -> bool:
    return toks.mention[i] < 0 and toks.capital[i] and toks.folded[i] in toks.lexicon.not_names


def _office_or_word(toks: Reading, i: int) -> bool:
    return toks.office[i] or (toks.capital[i] and toks.folded[i] in toks.lexicon.not_names)


def title_before(toks: Reading, last: int, after_comma: bool, further: bool = True) -> Title | None:
    """The title that ends right before token `last`, the first of a name; None if there is no office.

    `after_comma` is for "la secretaria de Gobernación, Olga ...": the title must then begin with an article, a
    sentence or a known name, lest it be that of the person before; `further` lets it have a second office
    before a comma.
    """
    words = toks.lexicon
    i = last - 1
    if i < 0 or (not after_comma and (toks.broken(i) or toks.folded[i] in words.links)):
        return None
    head = _head_before(toks, last, after_comma)
    if head < 0:
        return None
    if head + 1 < last and toks.mention[head + 1] < 0 and not words.free_nouns:
        after = toks.folded[head + 1]
        if not (after in words.connectors or after in words.after_offices or toks.capital[head + 1]):
            return None
    first = head
    while first > 0 and not toks.broken(first - 1):
        step = first - 1
        if toks.folded[step] in words.conjunctions and step and toks.office[step - 1]:
            # "Deputy Prime Minister and Foreign Minister"
            first = step - 1
        elif (
            toks.mention[step] >= 0
            or toks.words[step] in _APOSTROPHES
            or toks.folded[step] in words.modifiers
            or toks.office[step]
            or (toks.capital[step] and toks.folded[step] not in words.function_words and toks.joined(step))
        ) and not toks.honorific(step):
            first = step
        else:
            break
    if after_comma and first and not toks.broken(first - 1) and toks.mention[first] < 0:
        before = first - 1
        if toks.words[before] == ",":
            # "el Presidente de la CRM, Vicecanciller de Panamá, Luis ...": two offices of one person
            second = title_before(toks, before, after_comma=True, further=False) if further else None
            return Title(second.first, last) if second else None
        honoured = toks.honorific(before)
        if toks.words[before] not in _CLOSERS and toks.folded[before] not in words.determiners and not honoured:
            return None
    return Title(first, last)


def _head_before(toks: Reading, last: int, after_comma: bool) -> int:
    words = toks.lexicon
    bracket = -1
    for i in range(last - 1, max(-1, last - 1 - _MAX_BEFORE), -1):
        if i < last - 1 and toks.broken(i):
            return -1
        if toks.office[i]:
            return i
        if toks.mention[i] >= 0:
            continue
        word, folded = toks.words[i], toks.folded[i]
        if word == "," and after_comma and i > 0 and _ordinary(toks, i - 1) and _ordinary(toks, i + 1):
            # "for Population, Refugees, and Migration, Julieta ..."
            continue
        if (
            word == ")"
            and i > 1
            and toks.words[i - 2] == "("
            and (toks.mention[i - 1] >= 0 or toks.words[i - 1].isupper())
        ):
            # "the Commissioner of the Immigration Authority (ICA), Mr ..."
            bracket = i - 2
        elif not word[0].isalpha():
            if word not in _APOSTROPHES and i != bracket:
                return -1
        elif not toks.capital[i] and (
            _ends_title(toks, i) or not (words.free_nouns or folded in words.small or folded in words.conjunctions)
        ):
            return -1
    return -1


def _ordinary(toks: Reading, i: int) -> bool:
    folded = toks.folded[i]
    return (toks.capital[i] and folded in toks.lexicon.not_names) or folded in toks.lexicon.conjunctions


def job_title(text: str, start: int, end: int, target: Mention) -> str:
    """The words of a title without the organisation or state at its beginning or end.

    >>> text = "Paraguay's vice minister of Labour"
    >>> job_title(text, 0, len(text), Mention(0, 8, "State", "state/pry"))
    'vice minister of Labour'
    >>> text = "Deputy Minister of Interior of North Macedonia"
    >>> job_title(text, 0, len(text), Mention(31, 46, "State", "state/mkd"))
    'Deputy Minister of Interior'
    """
    acronym = BRACKETED_ACRONYM.match(text, target.end, end)
    rest = text[acronym.end() if acronym else target.end : end]
    if target.kind == "Demonym" and target.start > start and any(c.isalpha() for c in rest):
        # "ministre espagnol de l'Intérieur"
        return _clean(text[start : target.start] + rest)
    if target.start >= start and not text[start : target.start].strip(" \u00a0"):
        cut = _CUT_START.sub("", rest, count=1)
        if cut:
            return _clean(cut)
    if not any(c.isalpha() for c in rest) or rest.lstrip(" \u00a0").startswith((",", "–", "—", "|", "(")):
        before = _clean(_CUT_END.sub("", text[start : target.start]))
        if before:
            return before
    return _clean(text[start:end])


def _clean(title: str) -> str:
    return " ".join(title.split()).strip(" ,;:–—-|()'’")
