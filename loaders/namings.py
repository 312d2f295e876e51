"""How a run of capitalised words is known to name a person, and whom the person is said to stand for beside it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from tookpart.loaders.document import Mention
from tookpart.loaders.personnames import PARTICLES, Piece
from tookpart.loaders.personwords import Reading
from tookpart.loaders.phrases import fold
from tookpart.loaders.titles import Title, title_after, title_before

ORGANISED = ("Organisation", "Institution")
"""How the kinds of organisations end."""

PLACE_WORD = re.compile(r"(?i)(?:^|\W)(?:in|at|from|near|to|en|à|a|desde|hacia|hasta|depuis|vers)\s+$")
"""What stands before the name of a place."""

_AFTER_NAME = frozenset({",", "(", "–", "—", "-", "|"})
_OF = frozenset({"of", "de", "du", "del", "d"})
_FROM = _OF | {"from"}
_OF_ARTICLES = _OF | {"the", "la", "el", "l", "'", "’", "los", "las", "les"}
_WHO = frozenset({"who", "que", "quien", "qui"})
_IS = frozenset({"is", "was", "es", "era", "est"})
_HEADS = frozenset(
    {"heads", "leads", "directs", "chairs", "runs", "represents", "dirige", "encabeza", "preside", "lidera"}
    | {"representa", "represente"}
)
# "Director General Eva Sol" has an office, "Major General Eva Sol" a form of address
_RANKS = frozenset({"Major", "Brigadier", "Lieutenant"})
_BY = frozenset({"by", "por", "par"})
_LED = frozenset({"led", "headed", "encabezada", "liderada", "presidida", "dirigida", "conduite", "dirigee", "menee"})
_DELEGATION = frozenset({"delegation", "delegacion"})
# "his" and "her" are left out: they go with people
_POSSESSIVES = frozenset({"its", "su", "son", "sa", "leur", "their"})
_FOR = frozenset({"for", "por", "pour"})
_ENDS = frozenset({".", ";", "?", "!", "\x02"})
_SENTENCE = 50
# between a name and its verb of speech
_BEFORE_VERB = frozenset(
    {"also", "then", "further", "a", "ha", "tambien", "s", "est", "'", "’", "has", "il", "elle", "have"}
)
_NUMBERED = re.compile(r"^[ \t]*(?:[-–•*]|\(?\d{1,3}[.)])?[ \t]*")
_ADDRESS = re.compile(r"(?:\b(?:[A-Z]\.){1,3}(?:[A-Z]\.?)?\s?|\b[A-Z][a-zé]{1,5}\.?\s)+$")
_MOST_NAME_WORDS = 6
_LONGEST_ROW = 200
_ROWS_UP = 40


class Naming(NamedTuple):
    """A name with what stands beside it.

    `lead` is the token at which the forms of address and the title before the name begin; `titles` are the offices, the
    one after the name first; `bare` is the token of a known name that the person stands for without an office, or -1.
    """

    piece: Piece
    rule: str
    lead: int
    titles: tuple[Title, ...] = ()
    bare: int = -1

    @property
    def first(self) -> int:
        """The first token of name and titles."""
        return min([self.lead, self.piece.first, *(title.first for title in self.titles)])

    @property
    def last(self) -> int:
        """The token after name, titles and what the person stands for."""
        return max([self.piece.last, self.bare + 1, *(title.last for title in self.titles)])


def namings(toks: Reading, found: Sequence[Piece], places: Sequence[Mention]) -> list[Naming]:
    namings: list[Naming] = []
    taken = 0
    for piece in found:
        if piece.first < taken:
            continue
        naming = _naming(toks, piece, places, taken)
        if naming is not None:
            namings.append(naming)
            taken = naming.last
    return namings


def _naming(toks: Reading, piece: Piece, places: Sequence[Mention], taken: int) -> Naming | None:
    first, last = piece
    full = [w for w in toks.words[first:last] if w not in PARTICLES and w != "." and len(w.strip(".")) > 1]
    if not full or len(full) > _MOST_NAME_WORDS or all(w.isupper() and len(w) < 4 for w in full):
        return None
    many = len(full) > 1 or last - first > 1
    lead = lead_of(toks, first, taken)
    addressed = lead < first
    after = _after(toks, piece, addressed) if many or addressed else None
    before = title_before(toks, lead, after_comma=False)
    if before is not None and (before.first < taken or not (many or _adjacent(toks, before))):
        before = None
    if before is None and many and lead > taken and toks.words[lead - 1] == ",":
        before = title_before(toks, lead - 1, after_comma=True)
        if before is not None and (before.first < taken or (after is not None and not _heads_next(toks, after))):
            before = None
        elif before is not None:
            after = None
    if many and all(w.isupper() for w in full) and not (addressed or before or after):
        return None
    further = None
    if before is not None and before.first > taken and toks.words[before.first - 1] == "," and not _named(toks, before):
        # "Chile's Director for Labour, Ambassador Eva Sol"
        further = title_before(toks, before.first - 1, after_comma=True)
    titles = tuple(t for t in (after, before, further) if t is not None and t.first >= min(taken, t.first))
    if further is not None and further.first < taken:
        titles = titles[:-1]
    if titles:
        lead = min(lead, titles[-1].first)
    elif not addressed and not many:
        return None
    bare = -1
    if not any(_named(toks, title) for title in titles):
        bare = _stands_for(toks, piece, lead, titles, addressed)
    if titles:
        return Naming(piece, "apposition" if after else "title", lead, titles, bare)
    if addressed or (bare >= 0 and _plausible(toks, piece, places)):
        return Naming(piece, "address" if addressed else "organisation", lead, (), bare)
    rule = _by_context(toks, piece, places)
    return Naming(piece, rule, lead, (), _possessor(toks, lead)) if rule else None


def _named(toks: Reading, title: Title) -> bool:
    return any(m >= 0 for m in toks.mention[title.first : title.last])


def _heads_next(toks: Reading, title: Title) -> bool:
    """True for a title that has an article and another name behind it: "Ana Sol, el ministro de Chile, Ivo Lang"."""
    if toks.folded[title.first] not in toks.lexicon.determiners:
        return False
    i, count = title.last, len(toks.words)
    while i + 1 < count and toks.words[i] == "," and toks.office[i + 1]:
        # a second office of the same person
        i = next((k for k in range(i + 1, min(i + 12, count)) if toks.words[k] in {",", ";", "."}), count)
    return (
        i + 1 < count
        and toks.words[i] == ","
        and toks.capital[i + 1]
        and toks.mention[i + 1] < 0
        and toks.folded[i + 1] not in toks.lexicon.not_names
    )


def _possessor(toks: Reading, lead: int) -> int:
    """The token of Morocco in "Morocco's Nadia Sbai", or -1."""
    if lead < 2 or toks.words[lead - 1] not in {"'s", "’s"} or toks.mention[lead - 2] < 0:
        return -1
    kind = toks.names[toks.mention[lead - 2]].kind
    return lead - 2 if kind == "State" or kind.endswith(ORGANISED) else -1


def _stands_for(toks: Reading, piece: Piece, lead: int, titles: tuple[Title, ...], addressed: bool) -> int:
    """The token of whom a person stands for, told beside the name, before it or at the head of the list; or -1."""
    after_name = not titles or titles[0].first < piece.first
    if after_name:
        alone = addressed or _labelled(toks, _line_before(toks, piece))
        bare = _tail(toks, piece.last) if titles else _organisation_after(toks, piece, alone)
        if bare < 0 and titles:
            bare = _organisation_after(toks, piece, alone)
        if bare >= 0:
            return bare
    bare = _delegation_led(toks, lead)
    if bare < 0 and titles:
        bare = _owner_before(toks, titles[0], lead)
    if bare < 0 and (addressed or titles):
        bare = _list_head(toks, piece)
    return bare


def _delegation_led(toks: Reading, lead: int) -> int:
    """The token of the state in "Samoa, whose delegation was led by Mr ...", or -1."""
    if lead < 3 or toks.folded[lead - 1] not in _BY or toks.folded[lead - 2] not in _LED:
        return -1
    state, said = -1, False
    for i in range(lead - 3, max(-1, lead - 14), -1):
        if toks.words[i] in {".", ";"} or toks.broken(i):
            break
        said = said or toks.folded[i] in _DELEGATION
        if state < 0 and toks.mention[i] >= 0:
            state = i if toks.names[toks.mention[i]].kind in {"State", "Demonym"} else -2
    return state if said and state >= 0 else -1


def _owner_before(toks: Reading, title: Title, lead: int) -> int:
    """The token of Chile in "Chile sent Eva Sol, its Minister of Labour" and in "For Chile, Minister Eva Sol spoke"."""
    own = toks.folded[title.first] in _POSSESSIVES
    own = own or (title.first == lead and lead > 0 and toks.folded[lead - 1] in _POSSESSIVES)
    first = min(title.first, lead)
    nearest = -1
    for i in range(first - 1, max(-1, first - _SENTENCE), -1):
        if toks.words[i] in _ENDS or toks.broken(i):
            break
        if toks.mention[i] < 0:
            continue
        kind = toks.names[toks.mention[i]].kind
        if nearest < 0 and (kind == "State" or kind.endswith(ORGANISED)):
            nearest = i
        opens = i > 0 and toks.folded[i - 1] in _FOR and (i == 1 or toks.words[i - 2] in _ENDS or toks.broken(i - 2))
        if opens and kind == "State":
            return i
    return (nearest if nearest >= 0 else _subject_before(toks, first)) if own else -1


def _subject_before(toks: Reading, first: int) -> int:
    """The token of the state or organisation that the sentence before begins with, or -1: "Belize held the chair. Its
    Prime Minister, John Doe, ..."."""
    first -= toks.folded[first - 1] in _POSSESSIVES
    if first < 2 or toks.words[first - 1] not in _ENDS or toks.broken(first - 1):
        return -1
    start = first - 1
    while start > 0 and first - start < _SENTENCE and toks.words[start - 1] not in _ENDS and not toks.broken(start - 1):
        start -= 1
    named = next((i for i in range(start, min(start + 2, first)) if toks.mention[i] >= 0), -1)
    kind = toks.names[toks.mention[named]].kind if named >= 0 else ""
    return named if kind == "State" or kind.endswith(ORGANISED) else -1


def _list_head(toks: Reading, piece: Piece) -> int:
    """The token of a heading such as "Ghana" or "COMESA Secretariat" over the lines of a list of delegates, or -1."""
    text = toks.masked
    name = toks.starts[piece.first]
    start = _line_start(text, name)
    if start < 0 or not _begins_row(text[start:name]):
        return -1
    for _ in range(_ROWS_UP):
        if start == 0:
            return -1
        end = start - 1
        start = text.rfind("\n", 0, end) + 1
        line = text[start:end].strip()
        if line[:1] in {"\x01", "\x03"} or (line and line.rstrip(" :")[-1:] in {"\x01", "\x03"}):
            rest = line.replace("\x01", "").replace("\x03", "").split()
            if len(rest) > 3 or "," in line:
                return -1
            tokens = range(bisect_left(toks.starts, start), bisect_left(toks.starts, end))
            return next((i for i in tokens if toks.mention[i] >= 0), -1)
        if not line or len(line) > _LONGEST_ROW or line.endswith("."):
            return -1
    return -1


def _line_start(text: str, position: int) -> int:
    """Where the line of a position begins, -1 if that is further away than a row of a list is long."""
    start = text.rfind("\n", max(0, position - _LONGEST_ROW), position) + 1
    return start if start or position <= _LONGEST_ROW else -1


def _begins_row(before: str) -> bool:
    """True for what can stand before a name in a line of its own: a number, a dash, forms of address."""
    return not _ADDRESS.sub("", _NUMBERED.sub("", before)).strip()


def lead_of(toks: Reading, first: int, taken: int) -> int:
    """The first token of the forms of address before a name ("H.E. Mr.")."""
    lead = first
    while lead > taken:
        if toks.honorific(lead - 1):
            lead -= 1
        elif lead - 1 > taken and (
            (toks.words[lead - 1] == "." and toks.honorific(lead - 2))
            or (toks.words[lead - 1] == "General" and toks.words[lead - 2] in _RANKS)
        ):
            lead -= 2
        else:
            break
    return lead


def _after(toks: Reading, piece: Piece, addressed: bool) -> Title | None:
    last = piece.last
    if last >= len(toks.words) - 1:
        return None
    if "\t" in toks.gap(last - 1):
        return title_after(toks, last, in_row=True)
    if toks.broken(last - 1):
        # the office on a line of its own, under the name
        return title_after(toks, last, in_row=True) if addressed and _in_row(toks, piece) else None
    if toks.words[last] not in _AFTER_NAME:
        return None
    if toks.words[last] == "," and last + 3 < len(toks.words) and toks.folded[last + 1] in _WHO:
        # "Eva Sol, who is Director of Policy in the Ministry"
        return title_after(toks, last + 3, in_row=False) if toks.folded[last + 2] in _IS else None
    if toks.words[last : last + 4 : 2] == ["(", ")"] and toks.words[last + 3 : last + 4] == [","]:
        within = toks.mention[last + 1]
        if within >= 0 and toks.names[within].kind == "State":
            # "John Ashe (Antigua and Barbuda), President of the General Assembly"
            return title_after(toks, last + 4, _in_row(toks, piece))
    dashed = toks.words[last] not in {",", "("}
    return title_after(toks, last + 1, dashed or _in_row(toks, piece))


def _in_row(toks: Reading, piece: Piece) -> bool:
    """True if a name begins a line of a list of delegates."""
    start = toks.starts[piece.first]
    line = _line_start(toks.masked, start)
    rest = toks.masked[toks.ends[piece.last - 1] : toks.ends[piece.last - 1] + _LONGEST_ROW + 1].partition("\n")[0]
    if line < 0 or len(rest) > _LONGEST_ROW or not _begins_row(toks.masked[line:start]):
        return False
    # a sentence or a list of several people; "Foreign Affairs and International Cooperation" is none
    if re.search(r"[.;!?]\s|;|\w\w\w\.$", rest.rstrip()):
        return False
    joined = re.findall(r" (?:and|y|et) ([A-ZÀ-Þ][\w-]+) [A-ZÀ-Þ]", rest)
    return all(fold(word) in toks.lexicon.not_names for word in joined)


def _tail(toks: Reading, last: int) -> int:
    """The token of the state or organisation in "Ambassador Rosa Delgado of Ecuador", or -1."""
    i = last
    while (
        i < len(toks.words)
        and i < last + 3
        and (toks.folded[i] in _FROM or toks.words[i] in {"'", "’", "l", "the", "la", "el"})
    ):
        i += 1
    if i == last or i >= len(toks.words) or toks.mention[i] < 0:
        return -1
    kind = toks.names[toks.mention[i]].kind
    return i if kind == "State" or kind.endswith((*ORGANISED, "GovernmentBody")) else -1


def _organisation_after(toks: Reading, piece: Piece, alone: bool) -> int:
    """The token of whom a name stands for, or -1: "Jane Doe (IOM)", "Ana Sol, of the World Bank".

    A state counts in brackets, and after a comma only if the name stands `alone`, with a form of address or a label.
    """
    i, count = piece.last, len(toks.words)
    if i + 1 < count and toks.folded[i] in _FROM:
        tail = _tail(toks, i)
        kind = toks.names[toks.mention[tail]].kind if tail >= 0 else ""
        # "Abel Assefa of the Ministry of Foreign Affairs chaired"
        serves = kind == "GovernmentBody" and _opens(toks, piece)
        if alone or serves or _given(toks, piece.first):
            return tail if tail >= 0 and (alone or kind != "State") else -1
    if i + 1 >= count or toks.words[i] not in {"(", ",", "–", "—", "|"}:
        return -1
    named = i + 1
    while named < count and toks.folded[named] in _OF_ARTICLES:
        named += 1
    belongs = toks.words[i] == "," and toks.folded[i + 1] in _OF
    leads = toks.words[i] == "," and toks.folded[i + 1] in _WHO and i + 3 < count and toks.folded[i + 2] in _HEADS
    if leads:
        named = i + 3
        while named < count - 1 and toks.folded[named] in _OF_ARTICLES:
            named += 1
        if named < count - 2 and toks.mention[named] >= 0 and toks.words[named + 1] in {"'s", "’s"}:
            named += 2
    elif not belongs and named > i + 1:
        return -1
    if named >= count or toks.mention[named] < 0:
        return -1
    kind = toks.names[toks.mention[named]].kind
    organised = kind.endswith((*ORGANISED, "GovernmentBody"))
    closing = toks.words[named + 1] if named + 1 < count else "."
    ends = closing in {";", "."} or toks.broken(named) or (alone and _only_place_follows(toks, named + 1))
    # "Ivo Lang, UNODC, presented"
    ends = ends or (closing == "," and _given(toks, piece.first) and _goes_on(toks, named + 2))
    if leads or belongs:
        return named if organised else -1
    if toks.words[i] == "(":
        # "Ana Sol (IOM, Head of Mission)"
        return named if (closing == ")" and kind == "State") or (closing in {")", ","} and organised) else -1
    return named if ends and (organised or (alone and kind == "State")) else -1


def _opens(toks: Reading, piece: Piece) -> bool:
    """True for two or three words at the beginning of a sentence or of an entry in a row that could be nothing but a
    name: no office, no subject of work.
    """
    first, last = piece
    before = toks.words[first - 1] if first else "."
    words = range(first, last)
    told = any(toks.office[i] or toks.folded[i] in toks.lexicon.stops for i in words)
    return (first == 0 or toks.broken(first - 1) or before in {".", ";", ":"}) and 1 < len(words) < 4 and not told


def _goes_on(toks: Reading, i: int) -> bool:
    """True for a small word that is no conjunction: a sentence goes on there."""
    return (
        i < len(toks.words)
        and toks.mention[i] < 0
        and not toks.capital[i]
        and toks.words[i].isalpha()
        and toks.folded[i] not in toks.lexicon.links
    )


def _only_place_follows(toks: Reading, i: int) -> bool:
    """True for the "Minsk" of "Mr Ivo Lang, IOM Minsk" at the end of a line."""
    for end in range(i, min(i + 3, len(toks.words))):
        if not toks.capital[end]:
            return False
        if end + 1 >= len(toks.words) or toks.broken(end):
            return True
    return False


def _adjacent(toks: Reading, title: Title) -> bool:
    """True if the title ends in the office itself: a surname alone must stand right after it."""
    i = title.last - 1
    while i > title.first and toks.folded[i] in toks.lexicon.after_offices:
        i -= 1
    return toks.office[i]


def _plausible(toks: Reading, piece: Piece, places: Sequence[Mention]) -> bool:
    """True for a name of several words that is no place and whose words the text nowhere writes small."""
    first, last = piece
    if last - first < 2:
        return False
    start, end = toks.starts[first], toks.ends[last - 1]
    if any(p.start <= start and end <= p.end for p in places):
        return False
    return _given(toks, first) or not any(toks.folded[i] in toks.written for i in range(first, last) if toks.capital[i])


def _given(toks: Reading, i: int) -> bool:
    folded = toks.folded[i]
    return folded in toks.lexicon.given_names or folded.partition("-")[0] in toks.lexicon.given_names


def _by_context(toks: Reading, piece: Piece, places: Sequence[Mention]) -> str | None:
    """The rule by which a name without an office is a person's, None if nothing tells."""
    if not _plausible(toks, piece, places):
        return None
    if _speaks(toks, piece):
        return "speech"
    if _offices_together(toks, piece.last):
        return "together"
    if _labelled(toks, _line_before(toks, piece)):
        return "label"
    if not _given(toks, piece.first) or (piece.first and toks.folded[piece.first - 1] in toks.lexicon.determiners):
        return None
    start = toks.starts[piece.first]
    ahead = toks.masked[max(0, start - 60) : start]
    if toks.lexicon.agents.search(ahead):
        return "agent"
    return None if PLACE_WORD.search(ahead) else "name"


def _offices_together(toks: Reading, i: int) -> bool:
    """True if an office in the plural follows a name, or the name after it: "Eva Sol and Ivo Lang, co-chairs"."""
    count = len(toks.words)
    if i < count and toks.folded[i] in toks.lexicon.conjunctions:
        i += 1
        while i < count and toks.capital[i] and not toks.office[i]:
            i += 1
    if i + 1 >= count or toks.words[i] != ",":
        return False
    plural = toks.folded[i + 1]
    parts = {part.removesuffix("s").removesuffix("e") for part in plural.split("-")} | {plural.removesuffix("s")}
    return plural.endswith("s") and not toks.office[i + 1] and any(part in toks.lexicon.offices for part in parts)


def _line_before(toks: Reading, piece: Piece) -> str:
    start = toks.starts[piece.first]
    opening = _line_start(toks.masked, start)
    line = toks.masked[opening if opening >= 0 else start - _LONGEST_ROW : start]
    # "Session 2. Chair: Eva Sol": the label opens the last sentence of the line
    return line[line.rfind(". ") + 1 :]


def _labelled(toks: Reading, line: str) -> bool:
    """True if a line opens with "Speakers:" and nothing but names stood in it before."""
    if ":" not in line:
        return False
    label = toks.lexicon.label_line.match(fold(line))
    if label is None:
        return False
    rest = line[label.end() :].rstrip()
    return not rest or rest.endswith((";", ",", " and", " y", " et", " e"))


def _speaks(toks: Reading, piece: Piece) -> bool:
    speech = toks.lexicon.speech
    for i in range(piece.last, min(len(toks.words), piece.last + 4)):
        if toks.broken(i - 1):
            break
        if toks.folded[i] in speech and not toks.capital[i]:
            return True
        if toks.folded[i] not in _BEFORE_VERB:
            break
    i = piece.first - 1
    return i >= 0 and not toks.broken(i) and toks.folded[i] in speech and not toks.capital[i]
