"""The GraphQL operations of the client, one file each, and the columns that two of them share."""

from functools import cache
from importlib.resources import files


@cache
def load_operation(name: str) -> str:
    """The text of one operation, by the name of its file, with the fragment that it may need."""
    text = (files(__name__) / f"{name}.graphql").read_text(encoding="utf-8")
    return f"{text}\n{load_operation('model_columns')}" if "...ModelColumns" in text else text
