"""Pictures of a graph: the interactive network as one self-contained page."""
