"""The shape of a text: its blocks (headings, paragraphs, list items, label lines, table rows) and their sentences."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from tookpart.loaders.document import Block
from tookpart.loaders.language import SUPPORTED, alternation, function_words, language

_SPACES = " \t\r\f\v\u00a0\u200b\u200e\u200f\u202f\ufeff"
_BULLET = re.compile(
    r"(?:[•●▪■◦‣⁃∙·○*–—-]|\(?\d{1,2}[.)](?!\d)|\(?[a-zA-Z]\)|\([ivx]{1,5}\)|[ivx]{2,4}[.)])[ \t\u00a0]+(?=\S)"
)
_BARE = re.compile(r"[|\s:+=_*•●▪■◦○–—-]+|\d{1,2}[.)]")
_HASHES = re.compile(r"#{1,6}[ \t]+(?=\S)")
_UNDERLINE = re.compile(r"={3,}|-{3,}")
_CELL = re.compile(r"[^|\t]+")
_NO_HEADING = re.compile(r"[.!?…;,][\"”»’')\]*]*$")
_STOPPED = re.compile(r"[.!?…:][\"”»’')\]*\d]*$")
_LABEL = re.compile(
    r"(?P<label>[^\W\d_][^:\n.;|,()]{0,58}?)(?:[ \u00a0]\([^()\n]{1,60}\))?[ \u00a0\u202f]?:(?![/\d:])[ \t\u00a0]*"
)
# "Republic of Chile – Ana Soto, Director": one of a list, as the lines beside it are
_ENTRY = re.compile(r"[^\W\d_][^.:;,\n–—]{2,50} [–—-] [A-ZÀ-Ý]")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+")
_LETTERED = re.compile(r"[^\W\d_]+")

_HEADING_LENGTH, _HEADING_WORDS, _TITLE_LENGTH = 160, 24, 250
_VALUE_LENGTH = 120
_LABEL_WORDS = 3
_FULL = 0.7


class _Line(NamedTuple):
    start: int
    end: int
    text: str
    blank_before: bool
    indent: int


class _Words(NamedTuple):
    """What the language data say about lines, of all languages at once: the frame of a page is often in another one."""

    fields: frozenset[str]
    labels: frozenset[str]
    inner: re.Pattern[str]
    chrome: frozenset[str]
    chrome_starts: tuple[str, ...]
    continues: frozenset[str]
    addresses: frozenset[str]


@functools.cache
def _words() -> _Words:
    sections = [language(code).section("structure") for code in SUPPORTED]

    def merged(key: str) -> frozenset[str]:
        return frozenset(word for section in sections for word in section[key])

    fields = merged("fields")
    return _Words(
        fields=fields,
        labels=frozenset(word for phrase in merged("labels") for word in phrase.split()[:1]),
        inner=re.compile(rf"[\s|](?={alternation(word[0].upper() + word[1:] for word in fields)}[ \u00a0]?:(?![/\d]))"),
        chrome=merged("chrome"),
        chrome_starts=tuple(sorted(merged("chrome_starts"))),
        continues=merged("continues"),
        addresses=frozenset(
            word for code in SUPPORTED for word in language(code).section("people")["honorifics"] if word[0].isupper()
        ),
    )


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text, in order, without overlap; lines of a web page's frame (menus, cookie notes) are in none.

    A block leaves out bullets, list numbers and the hashes of headings; a label line's block begins at its label.
    Lines that belong together (hard-wrapped paragraphs, a list that goes on after a comma, a label with its value
    below it) make one block.

    >>> text = "Final workshop\\n\\nPlace: Lima, Peru\\n- Chile and\\n  Bolivia\\n"
    >>> for block in blocks(text):
    ...     print(block.kind, block.label, repr(text[block.start : block.end]))
    heading None 'Final workshop'
    label Place 'Place: Lima, Peru'
    item None 'Chile and\\n  Bolivia'
    """
    lines = list(_lines(text))
    width = _wrap_width(lines)
    found: list[Block] = []
    index = 0
    listing = False
    while index < len(lines):
        line = lines[index]
        last = index
        if _is_frame(lines, index):
            index += 1
            continue
        listing = listing and not (line.blank_before and found and found[-1].kind == "item")
        if not _stands_alone(line):
            while last + 1 < len(lines) and _goes_on(lines[index], lines[last], lines[last + 1], width):
                last += 1
            last = _value_below(lines, index, last)
        end = lines[last].end
        underlined = last + 1 < len(lines) and bool(_UNDERLINE.fullmatch(lines[last + 1].text))
        among = listing or (bool(found) and _is_among_entries(lines, index, last))
        made = _classified(text, line, end, title=not found, listing=among, underlined=underlined)
        found.extend(made)
        # lines without bullets below "Participants:" are a list; lines without bullets below bullets are not
        listing = text[end - 1] == ":" or (listing and made[-1].kind == "item" and made[-1].start == line.start)
        index = last + 1
    return tuple(found)


@functools.lru_cache(maxsize=1)  # those who ask, ask of the text that is read
def wrap_width(text: str) -> int:
    """The width in characters at which a text was hard-wrapped, 0 if it was not."""
    return _wrap_width(list(_lines(text)))


def _lines(text: str) -> Iterator[_Line]:
    position = 0
    blank = True
    for raw in text.split("\n"):
        stripped = raw.strip(_SPACES)
        if stripped:
            start = position + raw.index(stripped[0])
            yield _Line(start, start + len(stripped), stripped, blank, start - position)
        blank = not stripped
        position += len(raw) + 1


def _wrap_width(lines: list[_Line]) -> int:
    """The width at which a text was hard-wrapped, 0 if it was not."""
    pairs = [
        (line, after)
        for line, after in itertools.pairwise(lines)
        if not (after.blank_before or _BULLET.match(after.text) or _are_entries(line, after))
    ]
    inner = [line.text for line, _ in pairs]
    lengths = sorted(map(len, inner))
    if len(lengths) < 3 or lengths[-1] > 130 or lengths[len(lengths) // 2] < 50:
        return 0
    # lines that mostly end with a sentence are entries, pairs of lines all over are titles with their texts
    stopped = sum(bool(_STOPPED.search(text)) for text in inner)
    if 2 * stopped > len(inner) or all(line.blank_before for line, _ in pairs):
        return 0
    # titles, days and places above texts are of any length; wrapped lines are full
    full = sum(length >= _FULL * lengths[-1] for length in lengths)
    return lengths[-1] if 2 * full > len(lengths) else 0


def _is_frame(lines: list[_Line], index: int) -> bool:
    text = lines[index].text
    if _BARE.fullmatch(text):
        return True
    if len(text) > 200:
        return False
    words = _words()
    bare = text.lstrip("•●▪◦*-–— ").lower()
    if bare.rstrip(" |:»›>+") in words.chrome or bare.startswith(words.chrome_starts) or _ADDRESS.fullmatch(text):
        return True
    # the same short line twice is a menu's entry, or a title with its picture's alternative text: the second one stays
    return (
        index + 1 < len(lines)
        and len(text) < _HEADING_LENGTH
        and lines[index + 1].text.lower() == text.lower()
        and not _STOPPED.search(text)
    )


def _stands_alone(line: _Line) -> bool:
    return bool(_HASHES.match(line.text)) or (_is_row(line.text) and not _BULLET.match(line.text))


def _is_row(text: str) -> bool:
    return ("|" in text or "\t" in text) and sum(1 for cell in _CELL.findall(text) if cell.strip(_SPACES)) > 1


def _goes_on(first: _Line, line: _Line, after: _Line, width: int) -> bool:
    """Whether the line after a line is part of the same block."""
    text = line.text
    if after.blank_before or _BULLET.match(after.text) or _BARE.fullmatch(after.text) or _stands_alone(after):
        return False
    last_word = text.rsplit(None, 1)[-1]
    if text[-1] in ",;" or (last_word in _words().continues and _is_joint(text, last_word)):
        return True
    if _field(after.text) or _known_label(after.text):
        return False
    if opens_with_person(first.text) and opens_with_person(after.text):
        return False
    if _are_entries(first, after):
        return False
    if width and len(text) + 1 + len(after.text.split(None, 1)[0]) >= 0.85 * width:
        return True
    if _STOPPED.search(text):
        return False
    return after.text[0].islower() or (after.indent > first.indent and bool(_BULLET.match(first.text)))


def _are_entries(line: _Line, other: _Line) -> bool:
    return bool(_ENTRY.match(line.text) and _ENTRY.match(other.text))


def _is_among_entries(lines: list[_Line], index: int, last: int) -> bool:
    """True for an entry of a list ("Chile – Ana Soto, Director") with another one right above or below."""
    line = lines[index]
    above = index > 0 and not line.blank_before and _are_entries(lines[index - 1], line)
    below = last + 1 < len(lines) and not lines[last + 1].blank_before and _are_entries(line, lines[last + 1])
    return above or below


def opens_with_person(text: str) -> bool:
    """True for a line that begins with a form of address, as the lines of a list of people do."""
    return text.split(None, 1)[0].rstrip(".") in _words().addresses


def _is_joint(text: str, last_word: str) -> bool:
    # "Panama A" and "Plan de" at the end of a short line are names; a joint needs words before it
    return last_word.islower() and len(text) > 12


def _field(text: str) -> re.Match[str] | None:
    match = _LABEL.match(text)
    return match if match and match["label"].lower() in _words().fields else None


def _known_label(text: str) -> bool:
    """Whether a line begins with a label that pages and minutes use, in capitals as such lines are."""
    match = _LABEL.match(text)
    if not match or not text[0].isupper():
        return False
    parts = match["label"].lower().split()
    return len(parts) <= _LABEL_WORDS and parts[0] in _words().labels


def _value_below(lines: list[_Line], index: int, last: int) -> int:
    """The last line of a label whose value stands on the line below."""
    field = _field(lines[index].text)
    if index != last or not field or field.end() < len(lines[index].text) or last + 1 == len(lines):
        return last
    after = lines[last + 1].text
    if len(after) > _VALUE_LENGTH or _STOPPED.search(after) or _LABEL.match(after) or _BULLET.match(after):
        return last
    return last + 1


def _classified(text: str, line: _Line, end: int, *, title: bool, listing: bool, underlined: bool) -> list[Block]:
    start, first = line.start, line.text
    if match := _HASHES.match(first):
        stop = start + len(first.rstrip("# "))
        return [Block(start + match.end(), stop, "heading")] if stop > start + match.end() else []
    if match := _BULLET.match(first):
        return [Block(start + match.end(), end, "item")]
    if "|" in first or "\t" in first:
        if _is_row(first):
            return [Block(start, end, "row")]
        cell = next(cell for cell in _CELL.finditer(first) if cell[0].strip(_SPACES))
        start += cell.start() + len(cell[0]) - len(cell[0].lstrip(_SPACES))
        end = min(end, line.start + cell.end() - (len(cell[0]) - len(cell[0].rstrip(_SPACES))))
    whole = text[start:end]
    if half := _doubled(whole):
        return [Block(start, start + half, "heading")]
    if labelled := _labelled(whole, start, title=title):
        return labelled
    words = whole.count(" ") + 1
    short = len(whole) <= _HEADING_LENGTH and words <= _HEADING_WORDS
    if underlined or ((short or (title and len(whole) <= _TITLE_LENGTH)) and not _NO_HEADING.search(whole)):
        listed = (listing and whole[-1] != ":") or (not title and "," in whole and opens_with_person(whole))
        return [Block(start, end, "item" if listed and short else "heading")]
    return [Block(start, end, "paragraph")]


def _labelled(whole: str, start: int, *, title: bool) -> list[Block] | None:
    """The label lines in a line ("Location: Lima Date: 22 May 2013" has two), or None."""
    match = _LABEL.match(whole)
    if not match:
        return None
    words = _words()
    label = match["label"].lower()
    parts = label.split()
    known = (
        label in words.fields or parts[0] in words.labels or (len(parts) <= _LABEL_WORDS and parts[-1] in words.labels)
    )
    if match.end() == len(whole) and label not in words.fields:
        return None
    if len(parts) > _LABEL_WORDS and (title or not known):
        return None
    if title and not known:
        return None
    if label not in words.fields:
        return [Block(start, start + len(whole), "label", match["label"])]
    cuts = [0, *(inner.end() for inner in words.inner.finditer(whole)), len(whole)]
    found = []
    for begin, stop in itertools.pairwise(cuts):
        part = whole[begin:stop].rstrip(_SPACES + "\n|")
        inner_match = _LABEL.match(part)
        found.append(
            Block(start + begin, start + begin + len(part), "label", inner_match["label"] if inner_match else None)
        )
    return found


def _doubled(whole: str) -> int:
    """The length of the first half of a line that says the same twice (a title and its picture's text), else 0."""
    if "\n" in whole or _NO_HEADING.search(whole):
        return 0
    for gap in (1, 2, 0, 3):
        half, odd = divmod(len(whole) - gap, 2)
        if (
            not odd
            and half >= 8
            and whole[:half] == whole[-half:]
            and " " in whole[:half]
            and not whole[half : half + gap].strip()
        ):
            return half
    return 0


_TERMINATOR = re.compile(
    r"(?P<stop>[.!?…]+)(?P<close>(?:[\"”»’')\]]|[ \u00a0\u202f]»)*(?:\[\d{1,3}\]|[*†‡¹²³⁴⁵⁶⁷⁸⁹]+)*)"
    # a blank that was lost: "migration.Attending were"
    r"(?:\s+|(?<=\])|(?<=[a-zà-ÿ]{3}\.)(?=[A-ZÀ-Þ][a-zà-ÿ]{2,}\s))(?=(?P<next>[\"“«'‘(\[¿¡]*[^\W_a-zà-öø-ÿ]))"
)
_TOKEN_BEFORE = re.compile(r"[^\s(\[\"“«‘’'/]*$")
_TOKEN_LENGTH = 24
_INITIALS = re.compile(r"(?:[A-ZÀ-ÖØ-Þ]\.)*-?[A-ZÀ-ÖØ-Þ]")
_ARTICLES = frozenset({"the", "la", "el", "le", "al", "du", "der", "die", "das", "den", "dem"})


@functools.cache
def _abbreviations(code: str) -> frozenset[str]:
    # titles and "No." of other languages stand in any text
    return frozenset(
        word for each in {code, *SUPPORTED} for word in language(each).section("structure").get("abbreviations", ())
    )


@functools.cache
def _months(code: str) -> frozenset[str]:
    return frozenset(form.lower() for forms in language(code).section("calendar")["months"] for form in forms)


@functools.cache
def _openers(code: str) -> frozenset[str]:
    return frozenset(
        word for each in {code, *SUPPORTED} for word in function_words(each) if len(word) > 1 or word == "a"
    )


def sentences(text: str, start: int, end: int, language: str) -> list[tuple[int, int]]:
    """The sentences of `text[start:end]` as (start, end) offsets into the text, without the white space between them.

    No sentence ends after an abbreviation, an initial ("J. Smith", "the U.S. Department"), a list number or an ordinal
    ("the 24."), nor inside a number; footnote marks and closing quotes belong to the sentence before.

    >>> text = "Dr. J. Smith spoke for the U.S. Department of State. He left at 4.30 p.m.[1] Nobody stayed."
    >>> [text[start:end] for start, end in sentences(text, 0, len(text), "en")]
    ['Dr. J. Smith spoke for the U.S. Department of State.', 'He left at 4.30 p.m.[1]', 'Nobody stayed.']
    """
    found = []
    begin = start
    for match in _TERMINATOR.finditer(text, start, end):
        if match["stop"] == "." and not _ends(text, begin, match, language):
            continue
        found.append((begin, match.end("close")))
        begin = match.end()
    while begin < end and text[begin].isspace():
        begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    if begin < end:
        found.append((begin, end))
    return found


def _ends(text: str, begin: int, match: re.Match[str], code: str) -> bool:
    """Whether a single full stop ends a sentence that begins at `begin`."""
    # no abbreviation is longer; a look back over a long word without spaces would cost its square
    before_match = _TOKEN_BEFORE.search(text, max(begin, match.start() - _TOKEN_LENGTH), match.start())
    before = before_match[0] if before_match else ""
    token_start = match.start() - len(before)
    following = _LETTERED.match(text, match.end("next") - 1)
    first = following[0] if following else ""
    opens = (first == "A" and not text.startswith("A.", following.start() if following else 0)) or (
        first.lower() in _openers(code) and not first.isupper()
    )
    if before.isdigit():
        if first.lower() in _months(code):
            # "4. - 5. September"
            return False
        if len(before) > 2:
            return True
        previous = text[begin:token_start].rsplit(None, 1)
        return bool(previous) and (opens or previous[-1].lower() not in _ARTICLES)
    if match["close"]:
        # "Col. (Rtd.) Okello"
        retired = before in _abbreviations(code) and match["close"].startswith(")") and not opens
        return before not in ("No", "Mr", "Mrs", "Dr") and not retired
    if _INITIALS.fullmatch(before):
        return opens
    if before in _abbreviations(code):
        # "etc." and "EE.UU." also end sentences: what follows tells
        return opens and (before[0].islower() or "." in before)
    return True
