"""Who took part in what: from documents about dialogues between states to a knowledge graph.

    documents -> loaders -> facts -> graph -> queries, viz
"""
