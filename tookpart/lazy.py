"""The one place where modules are loaded late: `tookpart --help` must not wait for engines that it does not start.

A module that `lazy` gives is loaded when the first of its names is asked for. Only the door (`tookpart/`) uses it; the
rooms behind it import each other at the top of their files.
"""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType


def lazy(name: str) -> ModuleType:
    """A module that loads itself when it is first used; `ModuleNotFoundError` if there is none of that name.

    >>> lazy("json").dumps([1])
    '[1]'
    """
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(f"no module named {name!r}", name=name)
    loader = importlib.util.LazyLoader(spec.loader)
    spec.loader = loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    loader.exec_module(module)
    parent, _, child = name.rpartition(".")
    if parent:
        # as an import statement does, so that `import tookpart.api` later finds it there
        setattr(sys.modules[parent], child, module)
    return module
