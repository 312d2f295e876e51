"""Who took part in what: from documents about dialogues between states to a knowledge graph.

    documents
      -> loaders    read a file, recognise what is named, relate who did what     read, load
      -> facts      frozen values, each with the words that state it              (ontology: what can be said)
      -> graph      identity across documents, RDF, a store on disk               build, open, Graph
      -> queries    named questions and SPARQL                                    Graph.ask, Graph.sparql
      -> viz        the interactive network                                       Graph.draw

    import tookpart

    graph = tookpart.build("documents/")
    graph.ask("participants", process="rcm").to_pandas()

Every error that is raised on purpose is a `tookpart.Error`, and also the built-in that a caller would catch.
"""

from typing import TYPE_CHECKING, Any

from tookpart.lazy import lazy
from tookpart.ontology.errors import TookpartError as Error

if TYPE_CHECKING:
    from tookpart.api import Graph, build, load, open, read, show

__version__ = "0.1.0"
__all__ = ["Error", "Graph", "__version__", "build", "load", "open", "read", "show"]


def __getattr__(name: str) -> Any:
    # the engines behind these names take a while to load, which the command's --help should not wait for
    if name in __all__:
        return getattr(lazy("tookpart.api"), name)
    raise AttributeError(f"module 'tookpart' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
