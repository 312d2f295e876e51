"""A sentence with its names replaced by one letter each, so that rules read like the sentences they match.

"The meeting was hosted by the Government of Botswana with IOM" becomes "the M was hosted by S with G". Capital
letters stand for what is named, all other text is lower case; every position leads back to the text:

    S states   G organisations   P people   A a mixed list of these   d a state in an adjective
    R processes   B bodies   L places   D dates   O ordinals   M meetings
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import msgspec

from tookpart.loaders.kept import compiled

ACTORS = "SGPA"
OBSERVING = "observer"
"""The note of those that a list calls observers, in any language."""


ARTICLE = r"(?:the\s|la\s|el\s|le\s|l')?"
"""What may stand before a letter, in a pattern."""


class Item(msgspec.Struct, frozen=True):
    """One letter of a frame: the span that it stands for, and the local ids of what is named there, in order.

    `notes` holds, for each id, the words in brackets behind it ("observer"), or "".
    """

    start: int
    end: int
    code: str
    ids: tuple[str, ...]
    notes: tuple[str, ...] = ()


class Frame(msgspec.Struct, frozen=True):
    """A stretch of text, `start` to `end`, as letters and lower-case words.

    `text` is what patterns match; `items` holds the item of each letter by its position in `text`; `pieces` maps
    positions to offsets.
    """

    start: int
    end: int
    text: str
    items: dict[int, Item]
    pieces: tuple[tuple[int, int], ...]

    def offset(self, position: int) -> int:
        """The offset in the document's text of a position in the frame's text."""
        index = bisect_right(self.pieces, (position, 1 << 62)) - 1
        at, start = self.pieces[index]
        item = self.items.get(at)
        if item is not None and item.start == start:
            return item.start if position == at else item.end
        return start + position - at

    def until(self, position: int) -> int:
        """The offset just behind the last character before a position."""
        item = self.items.get(position - 1)
        return item.end if item is not None else self.offset(position - 1) + 1

    def position(self, offset: int) -> int:
        """The first position whose offset is `offset` or more."""
        return bisect_left(range(len(self.text)), offset, key=self.offset)

    def of(self, code: str) -> list[tuple[int, Item]]:
        """The items with one of the codes, with their positions, in order."""
        if len(code) == 1 and code not in self.text:
            return []
        return [(at, item) for at, item in self.items.items() if item.code in code]


# the letter of a name among others that stands for nobody known
_UNKNOWN = "X"
_AMONG = re.compile(
    rf"(?<=[SGA]),\s(?:[a-zé]*\s?(?:and|y|et)?\s?repr[eé]sent\w+\s(?:of|from|del?|des?|du)\s)?{ARTICLE}(?P<name>(?:st\.\s|sta?\.\s)?[^\W\d_A-Z](?:(?!minist|presiden|direct|ambass|secret|head)[^,.;:()A-Z]){{3,60}})"
    rf"(?=(?:,\s|,?\s(?:and|as well as|y|e|así como|et|ainsi que)\s){ARTICLE}[SGA](?!\w))"
)
_IN_A_ROW = re.compile(
    r"(?<!\w)(?:ministr[aeo]s|secrétaires d'état|secretari[ao]s|autorités|autoridades|délégations|delegaciones"
    r"|gouvernements|gobiernos|présidents|president[ea]s|cancilleres|direct[a-z]+s|chefs|jef[ae]s)"
    r"(?:\s[^.;:()A-Z,]{2,50}?)?\s(?P<row>d(?:,\sd)*,?\s(?:et|y|e)\sd)(?!\w)"
)
_ROW = 2  # so many adjectives of states are a row
_REGION = re.compile(r"S\s\(S\)")
_SMALL = re.compile(r"of|for|the|and|on|in|to|del?|las?|los|el|y|e|du|des|et|pour|sur|les?")

_SPACES = {ord(c): " " for c in "\n\r\t\u00a0\u2007\u202f\u2009\u200b\ufeff"} | {
    ord("’"): "'",
    ord("‘"): "'",
    ord("´"): "'",
    ord("“"): '"',
    ord("”"): '"',
    ord("«"): '"',
    ord("»"): '"',
    ord("–"): "-",
    ord("—"): "-",
    ord("‐"): "-",
    ord("‑"): "-",
    ord("*"): " ",
}


# capitals that French writes without their accents: "Etats", "Egalement"
_UNACCENTED = re.compile(r"\bE(?=tats?\b|tai(?:t|ent)\b|galement\b|v[eé]n[eè]ments?\b)")


def plain(text: str) -> str:
    """Lower-case text with plain quotes, dashes and spaces, of the same length.

    >>> plain("The “RCM” – Panamá")
    'the "rcm" - panamá'
    """
    low = _UNACCENTED.sub("é", text.translate(_SPACES)).lower()
    return low if len(low) == len(text) else "".join(c.lower()[0] for c in text.translate(_SPACES))


@lru_cache(maxsize=8)
def plain_text(text: str) -> str:
    """`plain` of a whole document, kept for its many frames."""
    return plain(text)


def make_frame(text: str, start: int, end: int, items: Iterable[Item]) -> Frame:
    """The frame of `text[start:end]`; items outside it or overlapping an earlier one are left out.

    A space that was lost beside a name ("the United Statesgathered") is put back.
    """
    out: list[str] = []
    pieces: list[tuple[int, int]] = []
    placed: dict[int, Item] = {}
    low = plain_text(text)
    length, at = 0, start
    for item in items:
        if item.start < at or item.end > end:
            continue
        if item.start > at:
            if placed and text[at].isalnum():
                pieces.append((length, at))
                out.append(" ")
                length += 1
            pieces.append((length, at))
            out.append(low[at : item.start])
            length += item.start - at
        if length and out[-1][-1:].isalnum():
            pieces.append((length, item.start))
            out.append(" ")
            length += 1
        pieces.append((length, item.start))
        placed[length] = item
        out.append(item.code)
        length += 1
        at = item.end
    if at < end or not pieces:
        if placed and text[at : at + 1].isalnum():
            pieces.append((length, at))
            out.append(" ")
            length += 1
        pieces.append((length, at))
        out.append(low[at:end])
    return Frame(start, end, "".join(out), placed, tuple(pieces))


def replace(text: str, frame: Frame, spans: Sequence[tuple[int, int, Item]]) -> Frame:
    """Put one item in the place of each span of positions (start, end, item); the spans are in order and do not
    overlap."""
    if not spans:
        return frame
    new: list[Item] = []
    used = 0
    for start, end, item in spans:
        new.extend(i for at, i in frame.items.items() if used <= at < start)
        new.append(item)
        used = end
    new.extend(i for at, i in frame.items.items() if at >= used)
    return make_frame(text, frame.start, frame.end, new)


class Lists(NamedTuple):
    """How a language enumerates: the pattern of names in a row, what may end such a row that is a sentence's subject
    ("..., IOM and civil society"), and what stands before a subject."""

    names: re.Pattern[str]
    group: re.Pattern[str]
    rest: re.Pattern[str]
    subject: re.Pattern[str]


@cache
def list_patterns(connectives: str, heads: str, fillers: str, tails: str, possessor: str) -> Lists:
    """The patterns of an enumeration of actors.

    They are made of what a language puts between names (`connectives`), before (`heads`, "the government of") and
    behind them (`tails`), of words that stand among them (`fillers`, "experts"), and of what makes a name mean others
    (`possessor`, "the SADC member states").
    """
    # names in brackets are no note
    region = r"(?<=S)\s\(S\)(?=,|\s(?:and|y|e|et)\s|\.)"
    note = (
        rf"(?:\s?\((?![SGPAR]\W)(?:[^()SGPA]|[SGPA](?!\W)){{0,60}}\)|\s\([GP]\)|{region})?"
        r"(?:\s?\[[\d\s]{1,3}\]|[¹²³])?"
    )
    name = rf"[SGPA](?!'s|\s(?:{possessor})(?!\w))(?:\s(?:{tails})(?!\w))?{note}"
    # a secretariat or office of a process may come last
    unit = rf"(?:(?:{heads})\s+|(?:l'|d'))*(?:{name}|B(?:\s\(R\))?(?=[.,;]?(?:\s|$)))"
    filler = rf"(?:(?:{heads})\s+)*(?:{fillers}|G\s(?:{possessor}))(?!\w)"
    # a process or a city among those present is no actor of its own
    among = rf"(?:{filler}|(?:(?:{heads})\s+)*(?:\w{{2,3}}\s|l')?[RL{_UNKNOWN}](?!\w))"
    # "Mexico and, for the first time, Belize"
    aside = r"(?:,\s[^,.;:()SGPALRBMD]{3,40},)?"
    both = rf"(?:{connectives})(?!\w){aside}"
    # "Chile; • Peru", and one below the other
    lines = r"[;,]?\s[-•·]\s|(?<=S)\s(?=S(?:\s[SGA](?!\w)|[.,;]|\s*$))"
    separator = rf"\s*(?:[,;]\s*{both}|,|\s{both}|{lines})\s*"
    # a semicolon parts clauses as well as names, so it joins names only where nothing else does
    names = compiled(
        rf"(?:(?=P){name}(?:\s*;\s*(?:(?:{connectives})\s)?(?=[^SGAB;]*P){unit})+"
        rf"|(?!P){name}(?:\s*;\s*(?:(?:{connectives})\s)?(?![^SGAB;]*P){unit})+)(?=\s*(?:[.;)]|$))"
        rf"|{name}(?:(?:{separator}{among})*{separator}{unit})*"
    )
    # "relevant international organisations (IOM, UNHCR)"
    others = r"(?:,?\s(?:among others|entre otr[oa]s|entre autres|etc\.?))?"
    group = compiled(rf"(?<![\w-])(?:{fillers}|G\s(?:{possessor}))\s?\((?P<names>{names.pattern}){others}\)")
    rest = compiled(rf"(?:{separator}{filler})+(?=,?\s[a-z])")
    subject = re.compile(rf"(?:^|[.;:,]\s)(?:(?:{heads})\s+|[ld]')*$")
    return Lists(names, group, rest, subject)


def fold_lists(text: str, frame: Frame, lists: Lists, observer: re.Pattern[str], alone: re.Pattern[str]) -> Frame:
    """Make one item of each enumeration of actors: "A, B and C (observer)" becomes one letter with three ids.

    The names behind "the observer countries" in a list, and all that stand with "other observers", have `OBSERVING`
    as their note; `alone` is what says so of the last name only ("and Mexico as permanent observer").
    """

    frame = replace(text, frame, list(_adjectives(frame)))
    frame = replace(text, frame, list(_unknown(text, frame)))
    if "(" in frame.text:
        frame = replace(text, frame, list(_groups(frame, lists)))
    spans: list[tuple[int, int, Item]] = []
    for match in lists.names.finditer(frame.text):
        inside = ((at, frame.items.get(at)) for at in range(match.start(), match.end()))
        members = [(at, item) for at, item in inside if item is not None and item.code in ACTORS + "B"]
        # "Marshall Islands (Micronesia)" stands for a region
        members = [m for m in members if not (m[0] > match.start() and _REGION.match(frame.text, m[0] - 3))]
        # "por la OIM, el Dr. Ambrosi" names who speaks for whom
        if _FOR_WHOM.fullmatch(match.group()) and _STANDS_FOR.search(frame.text, 0, match.start()):
            continue
        # "Mexico, several organisations and civil society were observers"
        rest = lists.rest.match(frame.text, match.end()) if lists.subject.search(frame.text, 0, match.start()) else None
        end = rest.end() if rest else match.end()
        if len(members) == 1 and "(" not in match.group() and rest is None:
            continue
        ids: dict[str, str] = {}
        watching = ""
        for index, (at, item) in enumerate(members):
            until = members[index + 1][0] if index + 1 < len(members) else match.end()
            note = re.match(r"\s?\(([^()]*)\)", frame.text[at + 1 : until])
            said = note.group(1) if note else ""
            before = _NOTES.sub("", frame.text[members[index - 1][0] + 1 : at]) if index else ""
            if observer.search(before):
                watching = OBSERVING
                if _OTHER.search(before):
                    ids = dict.fromkeys(ids, watching)
            for id_ in item.ids:
                ids.setdefault(id_, said or watching)
        if len(members) > 1 and alone.match(frame.text, match.end()):
            ids[members[-1][1].ids[-1]] = OBSERVING
        codes = {item.code for _, item in members} - {"B"} or {"A"}
        code = codes.pop() if len(codes) == 1 else "A"
        item = Item(members[0][1].start, frame.until(end), code, tuple(ids), tuple(ids.values()))
        spans.append((match.start(), end, item))
    return replace(text, frame, spans)


def with_guests(text: str, frame: Frame, host: str | None) -> Frame:
    """The same frame with processes other than the `host` as organisations where they stand in a row with actors:
    at the meeting of one dialogue another is a guest."""
    found = [(at, i) for at, i in frame.items.items() if i.code == "R" and i.ids[0] != host]
    many = len({item.ids for _, item in found}) >= _MANY
    guests = [
        (at, at + 1, msgspec.structs.replace(item, code="G"))
        for at, item in found
        if (many and _IN_LIST.search(frame.text, 0, at))
        or (host and _AFTER_ACTOR.search(frame.text, 0, at))
        or (host and _BEFORE_ACTOR.match(frame.text, at + 1))
    ]
    return replace(text, frame, guests)


def _adjectives(frame: Frame) -> Iterator[tuple[int, int, Item]]:
    """The states whose adjectives stand in a row: "les ministres de l'Intérieur autrichien, allemand et suisse"."""
    if sum(item.code == "d" for item in frame.items.values()) < _ROW:
        return
    for match in _IN_A_ROW.finditer(frame.text):
        named = [item for at, item in frame.items.items() if match.start("row") <= at < match.end("row")]
        ids = tuple(dict.fromkeys(id_ for item in named for id_ in item.ids))
        yield match.start("row"), match.end("row"), Item(named[0].start, named[-1].end, "S", ids, ("",) * len(ids))


def _groups(frame: Frame, lists: Lists) -> Iterator[tuple[int, int, Item]]:
    """The names in brackets behind a word for all of them: "international organisations (IOM, UNHCR)"."""
    for match in lists.group.finditer(frame.text):
        named = [i for at, i in frame.items.items() if match.start("names") <= at < match.end("names")]
        actors = [item for item in named if item.code in ACTORS]
        codes = {item.code for item in actors}
        ids = tuple(dict.fromkeys(id_ for item in actors for id_ in item.ids))
        if len(ids) > 1:
            code = codes.pop() if len(codes) == 1 else "A"
            start, end = frame.offset(match.start()), frame.until(match.end())
            yield match.start(), match.end(), Item(start, end, code, ids, ("",) * len(ids))


def _unknown(text: str, frame: Frame) -> Iterator[tuple[int, int, Item]]:
    """The proper names of nobody known that stand among known ones: "IOM, Regional Sea Initiative, UNHCR"."""
    for match in _AMONG.finditer(frame.text):
        start, end = frame.offset(match.start("name")), frame.until(match.end("name"))
        words = text[start:end].split()
        if words[0][0].isupper() and all(word[0].isupper() or _SMALL.fullmatch(word) for word in words):
            yield match.start("name"), match.end("name"), Item(start, end, _UNKNOWN, ())


def merge_aliases(text: str, items: Sequence[Item]) -> list[Item]:
    """Make one item of "International Organization for Migration (IOM)", two neighbours that name the same, joined by
    a bracket or "or"; likewise of "IOM Peru", an organisation and where its office is."""
    merged: list[Item] = []
    for item in items:
        if merged:
            last = merged[-1]
            between = text[last.end : item.start]
            # behind a dash a state opens the sentence of a dateline
            alias = _JOINT.fullmatch(between) if len(between) <= 8 else None
            alias = None if item.code == "S" and between.strip() in ("-", "–") else alias
            if last.ids == item.ids and last.code == item.code and alias:
                named = text[last.start : item.end]
                opened = named.count("(") > named.count(")")
                end = item.end + 1 if opened and text[item.end : item.end + 1] == ")" else item.end
                merged[-1] = Item(last.start, end, last.code, last.ids)
                continue
            # "IOM Peru": its office there
            if last.code == "G" and item.code == "S" and between == " " and text[last.start : last.end].isupper():
                merged[-1] = Item(last.start, item.end, last.code, last.ids)
                continue
        merged.append(item)
    return merged


# so many processes in a list were guests
_MANY = 4
_IN_LIST = re.compile(rf"[:,;•-]\s+(?:(?:and|y|e|et)\s)?{ARTICLE}$|(?:,\s|\s)(?:and|y|e|et)\s{ARTICLE}$")
_AFTER_ACTOR = re.compile(rf"[SGA](?:\s\([^()]*\))?(?:,|,?\s(?:and|y|e|et))\s{ARTICLE}$")
_BEFORE_ACTOR = re.compile(rf"(?:\s\([^()]*\))?(?:,|,?\s(?:and|y|e|et))\s{ARTICLE}[GA](?!\w)")
_FOR_WHOM = re.compile(r"[SG](?:\s\([^()]*\))?,\s(?:(?:el|la|le|the)\s)?P")
_STANDS_FOR = re.compile(
    r"(?<!\w)(?:por|pour|for|on behalf of|en nombre de|au nom de|de la part de)\s(?:(?:la|el|le|the)\s|l')?$"
)
_NOTES = re.compile(r"\([^()]*\)")
_OTHER = re.compile(r"(?<!\w)(?:other|otr[ao]s|autres)(?!\w)")
_JOINT = re.compile(r"[ \u00a0]?(?:[(\[]\s?[\"“]?(?:the )?|,? (?:or|o|ou) (?:the )?[\"“]?|[-–] )")
