"""What can be said: the ontology, its shapes, the reference facts, and the same classes as Python values."""
