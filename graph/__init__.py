"""From facts to a dataset and out again: identity across documents, RDF, stores, builds, exports, networks."""
