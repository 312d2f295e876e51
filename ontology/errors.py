"""The errors a user can meet, as one tree; each also derives from the built-in that a caller would catch.

TookpartError
├── InputError (ValueError)          a document, file or value that cannot be used; says which and what to do
├── MissingError (FileNotFoundError) a path that does not exist
├── UnknownReferenceError (KeyError)  a slug that the reference facts do not hold
├── FetchError (ConnectionError)      an address on the web that cannot be fetched, or must not be
├── QueryError (ValueError)          a query or question that cannot be answered as put
├── GraphError (RuntimeError)        a graph directory that is not ours, newer, locked or damaged
└── ToolError (RuntimeError)         a program that a command needs and this machine lacks
"""


class TookpartError(Exception):
    """Base of all errors raised on purpose; the text says what was wrong, where, and what to do about it."""


class InputError(TookpartError, ValueError):
    """A document, file or value that cannot be used."""


class MissingError(TookpartError, FileNotFoundError):
    """A path that does not exist."""

    def __str__(self) -> str:
        # FileNotFoundError formats (errno, text); our messages are whole sentences
        return str(self.args[0]) if self.args else ""


class QueryError(TookpartError, ValueError):
    """A query or question that cannot be answered as it was put."""


class GraphError(TookpartError, RuntimeError):
    """A graph directory that is not ours, is of a newer version, is in use or is damaged."""


class ToolError(TookpartError, RuntimeError):
    """A program or package that a command needs and this machine lacks."""


class UnknownReferenceError(TookpartError, KeyError):
    """A slug that the reference facts do not hold."""

    def __str__(self) -> str:
        # KeyError shows the repr of its argument; our messages are whole sentences
        return str(self.args[0]) if self.args else ""


class FetchError(TookpartError, ConnectionError):
    """An address on the web that cannot be fetched, or must not be."""

    def __str__(self) -> str:
        # ConnectionError formats (errno, text); our messages are whole sentences
        return str(self.args[0]) if self.args else ""
