"""What is kept from one run to the next is what would be made anew, and a file that is no good costs time alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tookpart.loaders import kept as module
from tookpart.loaders.kept import Kept, compiled, kept
from tookpart.loaders.load import WITH_RULES
from tookpart.loaders.ordinals import _grammar
from tookpart.loaders.phrasing import grammar
from tookpart.loaders.rules import rules


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of its own to keep in, not there yet; each look at it opens it anew, as another process would."""
    path = tmp_path / "caches" / "patterns"
    monkeypatch.setattr(module, "_caches", lambda: Kept(path))
    return path


@pytest.mark.parametrize("code", WITH_RULES)
def test_patterns_are_those_of_the_standard_library(code: str, file: Path) -> None:
    found = [rule.source for rule in rules(code).relations[::25]]
    found += [grammar(code).phrase.pattern, rules(code).lists.names.pattern, _grammar(code).small.pattern]
    found += ["", "(?P<b>x)(y)(?P<a>z)?", r"(?i)[à-ÿ]{2,}\b(?<!a)(?=b)"]
    for again in range(2):
        for source in found:
            # patterns are equal if their code is, too
            assert compiled(source) == re.compile(source), again
            assert compiled(source).groupindex == re.compile(source).groupindex
    assert file.exists()


def test_nothing_is_made_twice(file: Path) -> None:
    made: list[str] = []

    def make() -> list[frozenset[str]]:
        made.append("")
        return [frozenset({"host", "chair*"}), frozenset()]

    for _ in range(3):
        assert kept(make, list[frozenset[str]], "one", "two") == [{"host", "chair*"}, set()]
    assert len(made) == 1
    kept(make, list[frozenset[str]], "onetwo")
    assert len(made) == 2


@pytest.mark.parametrize("damage", ["cut", "changed", "emptied", "behind", "too long"])
def test_a_damaged_file_is_begun_anew(damage: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in (b"one", b"two"):
        Kept(file).add(key, key * 50)
    data = file.read_bytes()
    if damage == "too long":
        monkeypatch.setattr(module, "_MOST", 100)
    else:
        cut, changed = data[:-7], data[:-7] + b"\0" + data[-6:]
        file.write_bytes({"cut": cut, "changed": changed, "emptied": b"", "behind": data + b"x"}[damage])
    found = Kept(file)
    assert found.find(b"one") == (None if damage == "emptied" else b"one" * 50)
    assert found.find(b"two") == (b"two" * 50 if damage in ("behind", "too long") else None)
    found.add(b"three", b"3")
    again = Kept(file)
    assert (again.find(b"three"), again.find(b"four")) == (b"3", None)
    assert again._sound
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_several_processes_add_to_one_file(file: Path) -> None:
    first, second = Kept(file), Kept(file)
    first.add(b"one", b"1" * 100_000)
    second.add(b"two", b"2")
    first.add(b"three", b"3")
    found = Kept(file)
    assert [found.find(key) for key in (b"one", b"two", b"three")] == [b"1" * 100_000, b"2", b"3"]


def test_a_place_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "caches").write_text("a file where the folder would be")
    monkeypatch.setattr(module, "_caches", lambda: Kept(tmp_path / "caches" / "patterns"))
    assert compiled("a+").match("aa")
    monkeypatch.setattr(module, "_caches", lambda: None)
    assert compiled("a+").match("aa")
    assert kept(lambda: ["x"], list[str], "x") == ["x"]


def test_the_file_is_in_the_folder_for_caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    found = module._caches.__wrapped__()
    assert found is not None
    assert found.path.parent == tmp_path / "tookpart"
    monkeypatch.setenv("XDG_CACHE_HOME", "not/absolute")
    assert module._caches.__wrapped__() is None
