"""What is not loaded until somebody asks for it."""

from __future__ import annotations

import subprocess
import sys


def test_a_build_does_not_load_engines_that_it_does_not_use() -> None:
    told = "import sys, tookpart.graph.build; print([m for m in sys.modules if m in ('rdflib', 'owlready2', 'pyvis')])"
    assert subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout == "[]\n"
