"""Reading tables of meetings and participants: CSV, Excel and JSON files."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from tookpart.loaders.archives import BROKEN, check_archive
from tookpart.loaders.content import Content, check_signature, decoded
from tookpart.loaders.tablecolumns import columns_of, table_text
from tookpart.ontology.errors import InputError

MAX_ROWS = 50_000
_DELIMITERS = ",;\t|"
_LISTS = ("meetings", "events", "reuniones", "réunions", "items", "rows", "data")
_BROKEN = (*BROKEN, InvalidFileException, ParseError)


def read_csv(name: str, data: bytes) -> tuple[Content, ...]:
    """A table in a CSV file with any usual delimiter; its first line heads the columns.

    Raises `InputError` for a file without a column for the meeting, with a broken line, or with too many rows.
    """
    check_signature(name, data)
    text = decoded(name, data).lstrip("\ufeff")
    first = text.lstrip().split("\n", 1)[0]
    delimiter = "\t" if name.lower().endswith(".tsv") else max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        rows = [row for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise InputError(f"{name}:{reader.line_num}: {error}; put cells with quotes or line ends into quotes") from None
    return (_content(name, rows),)


def read_xlsx(name: str, data: bytes) -> tuple[Content, ...]:
    """The tables in the sheets of an Excel file, each a document; sheets without a column for the meeting are passed
    over.

    Raises `InputError` for a file that is encrypted, broken, or has no such sheet.
    """
    if not data.startswith(b"PK"):
        raise InputError(f"{name}: encrypted, in the old format, or no Excel file; save it as .xlsx without a password")
    check_archive(name, data)
    problem = InputError(f"{name}: no sheet holds a table")
    found = []
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = [(sheet.title, list(_cells(name, sheet))) for sheet in book.worksheets]
        book.close()
    except InputError:
        raise
    except _BROKEN as error:
        raise InputError(f"{name}: not an Excel file that can be read ({error}); save it anew as .xlsx") from None
    filled = [(title, rows) for title, rows in sheets if rows]
    for number, (title, rows) in enumerate(filled, start=1):
        try:
            content = _content(f"{name} ({title})", rows)
        except InputError as error:
            problem = error
            continue
        found.append((number, content))
    if not found:
        raise problem
    if len(found) == 1:
        return (found[0][1],)
    stem = name.rpartition(".")[0]
    return tuple(Content(text=content.text, name=f"{stem}-{number}.xlsx") for number, content in found)


def read_json(name: str, data: bytes) -> tuple[Content, ...]:
    """Meetings as a JSON list of objects, or an object that holds such a list; participants may be lists or objects
    within.

    Raises `InputError` for broken JSON or JSON of another shape.
    """
    check_signature(name, data)
    try:
        value = json.loads(decoded(name, data))
    except json.JSONDecodeError as error:
        raise InputError(f"{name}:{error.lineno}: broken JSON: {error.msg}") from None
    except RecursionError:
        raise InputError(f"{name}: JSON nested too deep") from None
    if isinstance(value, dict):
        value = next((value[key] for key in _LISTS if isinstance(value.get(key), list)), [value])
    if not isinstance(value, list) or not value or not all(isinstance(each, dict) for each in value):
        raise InputError(f"{name}: expected a list of meetings, each an object with a field 'meeting'")
    return (Content(text=table_text(f"{name}:1", (row for each in value for row in _flat(each)))),)


def _content(name: str, rows: Sequence[Sequence[str]]) -> Content:
    if not rows:
        raise InputError(f"{name}: the table is empty")
    if len(rows) > MAX_ROWS:
        raise InputError(f"{name}: {len(rows):,} rows are more than the {MAX_ROWS:,} that are read; split it")
    columns = columns_of(rows[0])
    mapped = ({c: cell for c, cell in zip(columns, row, strict=False) if c} for row in rows[1:])
    return Content(text=table_text(f"{name}:1", mapped))


def _cells(name: str, sheet: Any) -> Iterator[list[str]]:
    for number, row in enumerate(sheet.iter_rows(values_only=True)):
        if number > MAX_ROWS:
            raise InputError(f"{name}: more than the {MAX_ROWS:,} rows that are read; split it")
        cells = [_shown(value) for value in row]
        if any(cells):
            yield cells


def _shown(value: object) -> str:
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (list, tuple)):
        return "; ".join(_shown(each) for each in value)
    return "" if value is None else str(value).strip()


def _flat(meeting: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """A meeting's own row, then one for each participant that is an object."""
    keys = list(meeting)
    columns = {key: column for key, column in zip(keys, columns_of(keys), strict=True) if column}
    own: dict[str, str] = {}
    nested: list[Mapping[str, Any]] = []
    for key, column in columns.items():
        value = meeting[key]
        several = value if isinstance(value, list) else [value]
        objects = [each for each in several if isinstance(each, dict)]
        nested += objects
        own[column] = "; ".join(words for each in several if not isinstance(each, dict) and (words := _shown(each)))
    yield own
    for each in nested:
        inner = list(each)
        row = {c: _shown(each[key]) for key, c in zip(inner, columns_of(inner), strict=True) if c}
        if "person" in row and "actor" not in row and "affiliation" not in row and len(row) == 1:
            row = {"actor": row["person"]}
        yield {"meeting": own.get("meeting", ""), "start": own.get("start", ""), **row}
