"""The GraphQL operations of the client, one file each."""

from functools import cache
from importlib.resources import files


@cache
def load_operation(name: str) -> str:
    """The text of one operation, by the name of its file."""
    return (files(__name__) / f"{name}.graphql").read_text(encoding="utf-8")
