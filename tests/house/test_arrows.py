"""The arrows of the house: who may import whom, and how."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ALLOWED = {
    "ontology": {"ontology"},
    "loaders": {"ontology", "loaders"},
    "graph": {"ontology", "loaders", "graph"},
    "queries": {"ontology", "loaders", "graph", "queries"},
    "viz": {"ontology", "loaders", "graph", "viz"},
    "tookpart": {"ontology", "loaders", "graph", "queries", "viz", "tookpart"},
}
ROOMS = {room for room in ALLOWED if room != "tookpart"}
# one late import each, and why
LAZY = {
    "loaders/reading.py",  # a reader and its library are loaded when the first file of its format comes
    "graph/worker.py",  # a worker is told by name which functions read and load
    "queries/rows.py",  # pandas is an extra
}


def _modules() -> list[Path]:
    return sorted(path for room in ALLOWED for path in (ROOT / room).glob("*.py"))


def _name(path: Path) -> str:
    room = path.parent.name
    parts = ["tookpart", *([] if room == "tookpart" else [room]), *([] if path.stem == "__init__" else [path.stem])]
    return ".".join(parts)


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imports(tree: ast.AST) -> Iterator[tuple[str, list[str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, []) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or ""), [alias.name for alias in node.names]


def _own(path: Path) -> set[str]:
    """The modules of ours that a module imports."""
    names = {_name(other) for other in _modules()}
    found: set[str] = set()
    for module, parts in _imports(_tree(path)):
        for part in parts or [""]:
            whole = f"{module}.{part}"
            found |= {whole} if whole in names else {module} & names
    return found - {_name(path)}


def _room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in ROOMS else "tookpart"


def test_every_room_has_modules() -> None:
    assert {path.parent.name for path in _modules()} == set(ALLOWED)


def test_folders_are_flat() -> None:
    deep = [str(path) for room in ROOMS for path in (ROOT / room).glob("*/**/*.py")]
    assert deep == []


@pytest.mark.parametrize("path", _modules(), ids=_name)
def test_imports_point_down(path: Path) -> None:
    room = path.parent.name
    assert {module for module in _own(path) if _room(module) not in ALLOWED[room]} == set()


@pytest.mark.parametrize("path", _modules(), ids=_name)
def test_imports_are_absolute_and_named_from_the_package(path: Path) -> None:
    wrong = [name for name, _ in _imports(_tree(path)) if name.startswith(".") or name.split(".")[0] in ROOMS]
    assert wrong == []


@pytest.mark.parametrize("path", _modules(), ids=_name)
def test_imports_stand_at_the_top(path: Path) -> None:
    inside = {
        f"line {node.lineno}"
        for function in ast.walk(_tree(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        or (isinstance(node, ast.Name) and node.id == "__import__")
        or (isinstance(node, ast.Attribute) and node.attr == "import_module")
    }
    allowed = 1 if path.relative_to(ROOT).as_posix() in LAZY else 0
    assert len(inside) <= allowed, sorted(inside)


def test_no_import_goes_in_a_circle() -> None:
    needs = {_name(path): _own(path) for path in _modules()}
    while free := {module for module, needed in needs.items() if not needed & needs.keys()}:
        needs = {module: needed for module, needed in needs.items() if module not in free}
    assert needs == {}, "these import one another"
