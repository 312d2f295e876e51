"""The profiles of the ontology, by the checker of the OWL API itself, which comes in HermiT's jar."""

import importlib.util
import shutil
import subprocess
from pathlib import Path

import pytest

from tookpart.ontology.sources import ONTOLOGY_FILE

CHECKER = Path(__file__).parents[1] / "cases" / "profile" / "Profile.java"


@pytest.mark.skipif(shutil.which("javac") is None, reason="the OWL API's checker needs a Java compiler, not here")
def test_the_owl_api_finds_the_ontology_in_owl_2_dl_and_rl() -> None:
    spec = importlib.util.find_spec("owlready2")
    assert spec is not None
    assert spec.origin is not None
    jar = Path(spec.origin).parent / "hermit" / "HermiT.jar"
    run = subprocess.run(
        ["java", "-cp", str(jar), str(CHECKER), str(ONTOLOGY_FILE)], capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines() == ["OWL 2 DL: 0", "OWL 2 RL: 0"]
