"""A graph as an rdflib dataset, for whoever works with rdflib."""

from __future__ import annotations

import oxrdflib
import pyoxigraph as ox
import rdflib


def dataset(store: ox.Store) -> rdflib.Dataset:
    """A store as a dataset whose default graph is the union of all graphs, without a copy."""
    return rdflib.Dataset(store=oxrdflib.OxigraphStore(store=store), default_union=True)
