"""The package: what pyproject.toml lists, the links in `tookpart/` and a built wheel agree."""

from __future__ import annotations

import ast
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
ROOMS = ("ontology", "loaders", "graph", "queries", "viz")

LOADERS = {"lazy", "import_module", "find_spec", "files", "distribution"}


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _files(folder: Path) -> set[Path]:
    """What a room needs where it is installed: all but notes for those who work on it."""
    found = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path for path in found if path.suffix != ".md"}


def test_packages_are_the_door_and_the_five_rooms(project: dict[str, Any]) -> None:
    expected = ["tookpart", *(f"tookpart.{room}" for room in ROOMS)]
    assert project["tool"]["setuptools"]["packages"] == expected


def test_package_dir_points_at_the_rooms(project: dict[str, Any]) -> None:
    assert project["tool"]["setuptools"]["package-dir"] == {f"tookpart.{room}": room for room in ROOMS}


def test_links_in_the_door_point_at_the_rooms() -> None:
    links = {path.name: path.readlink().as_posix() for path in (ROOT / "tookpart").iterdir() if path.is_symlink()}
    assert links == {room: f"../{room}" for room in ROOMS}


def test_every_room_is_a_package() -> None:
    assert all((ROOT / room / "__init__.py").is_file() for room in ROOMS)


def test_wheel_holds_every_file_of_the_rooms_and_nothing_else(source: Path, wheel: Path) -> None:
    expected = {f"tookpart/{path.relative_to(source)}" for room in ROOMS for path in _files(source / room)}
    expected |= {f"tookpart/{path.name}" for path in (source / "tookpart").iterdir() if path.is_file()}
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert packed == expected


def test_wheel_has_types_and_the_licence(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "tookpart/py.typed" in names
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_no_module_is_known_under_two_names() -> None:
    names: dict[str, set[str]] = {}
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and Path(file).resolve().parent in {ROOT / room for room in (*ROOMS, "tookpart")}:
            names.setdefault(str(Path(file).resolve()), set()).add(name)
    assert {file: found for file, found in names.items() if len(found) > 1} == {}


def _used() -> set[str]:
    """The distributions that the package imports, or names to a function that imports or finds a module."""
    given = packages_distributions()
    modules: set[str] = set()
    for path in chain((ROOT / "tookpart").glob("*.py"), *((ROOT / room).glob("*.py") for room in ROOMS)):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                modules.add(node.module or "")
            elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in LOADERS:
                modules |= {str(part.value) for part in node.args if isinstance(part, ast.Constant)}
    tops = {module.split(".")[0] for module in modules} - {"tookpart"} - set(sys.stdlib_module_names)
    return {canonicalize_name(given[top][0]) for top in tops if top in given}


def test_dependencies_are_what_the_package_imports(project: dict[str, Any]) -> None:
    needed = {canonicalize_name(Requirement(line).name) for line in project["project"]["dependencies"]}
    extra = project["project"]["optional-dependencies"].values()
    optional = {canonicalize_name(Requirement(line).name) for group in extra for line in group}
    assert _used() - optional == needed


def _pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if not line.startswith("#"))


def test_every_dependency_is_pinned_within_its_range(project: dict[str, Any]) -> None:
    groups = [
        project["build-system"]["requires"],
        project["project"]["dependencies"],
        *project["project"]["optional-dependencies"].values(),
        *project["dependency-groups"].values(),
    ]
    pins = {canonicalize_name(name): version for name, version in _pins().items()}
    wanted = [Requirement(line) for group in groups for line in group]
    assert [r for r in wanted if pins.get(canonicalize_name(r.name), "") not in r.specifier] == []


def test_pins_are_plain_and_sorted() -> None:
    names = [name.lower() for name in _pins()]
    assert names == sorted(names)
