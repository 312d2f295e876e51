"""Questions to a graph: the catalogue of .rq files, and running them."""
