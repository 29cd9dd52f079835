"""Writes src/lamina/schema_types.py from the API's schema and the operations, and src/lamina/metric_ids.py from the ids
of the metrics: generate_types.py [--check].

One dataclass per listed type: its columns are the selected fields, nested single objects laid flat under the names (or
aliases) that the operation gives them. An operation that does not fit the schema is refused.
"""

import argparse
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

import graphql
from graphql import GraphQLEnumType, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLSchema
from graphql.language import ast

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT.parent.parent / "apps" / "api" / "schema.graphql"
OPERATIONS = ROOT / "src" / "lamina" / "operations"
MEASURES = ROOT.parent.parent / "packages" / "metrics" / "src" / "measures"
TYPES = ROOT / "src" / "lamina" / "schema_types.py"
METRIC_IDS = ROOT / "src" / "lamina" / "metric_ids.py"
SCALARS = {
    "Int": "int",
    "Float": "float",
    "SafeInt": "int",
    "Boolean": "bool",
    "String": "str",
    "ID": "str",
    "DateTimeISO": "str",
    "JSON": "Any",
}
# Enums that methods of the client take or give, whether or not an operation lists them.
ARGUMENT_ENUMS = (
    "AnswerVerdict",
    "ChangeVerdict",
    "ControlVerdict",
    "DifferenceError",
    "DifferenceVerdict",
    "Metric",
    "RepairKind",
    "Saving",
    "Strategy",
    "TokenRule",
    "UnitKind",
    "WeightPrecision",
)
SPREAD = re.compile(r"\.\.\.(\w+)")
METRIC_ID = re.compile(r"'([a-z0-9-]+@\d+)'")
HEADER = '''"""Types of the rows that a Lamina server answers with.

Generated from apps/api/schema.graphql by scripts/generate_types.py; do not edit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import {typing}
'''


def to_snake_case(name: str) -> str:
    """`parameterCount` -> `parameter_count`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


@dataclass
class Generator:
    """Collects the classes and enums that the operations use."""

    schema: GraphQLSchema
    fragments: dict[str, ast.FragmentDefinitionNode]
    classes: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    enums: dict[str, GraphQLEnumType] = field(default_factory=dict)

    def add_operation(self, text: str) -> None:
        """Adds the lists of one operation; raises ValueError where it does not fit the schema."""
        document = graphql.parse(text)
        own = {each.name.value for each in document.definitions if isinstance(each, ast.FragmentDefinitionNode)}
        shared = tuple(self.fragments[name] for name in set(SPREAD.findall(text)) - own)
        problems = graphql.validate(self.schema, ast.DocumentNode(definitions=(*document.definitions, *shared)))
        if problems:
            raise ValueError("\n".join(problem.message for problem in problems))
        for definition in document.definitions:
            if isinstance(definition, ast.OperationDefinitionNode):
                root = self.schema.get_root_type(definition.operation)
                if root is not None:
                    self.find_lists(root, definition.selection_set)

    def find_lists(self, parent: GraphQLObjectType, selections: ast.SelectionSetNode) -> None:
        """Adds a class for every list of objects below a selection."""
        for selection in selections.selections:
            if not isinstance(selection, ast.FieldNode) or selection.selection_set is None:
                continue
            kind = parent.fields[selection.name.value].type
            named = graphql.get_named_type(kind)
            if not isinstance(named, GraphQLObjectType):
                continue
            if is_list(kind):
                self.add_class(named, selection.selection_set)
            else:
                self.find_lists(named, selection.selection_set)

    def add_class(self, kind: GraphQLObjectType, selections: ast.SelectionSetNode) -> None:
        """Adds a class; the same type must have the same columns wherever it is listed."""
        columns: dict[str, tuple[str, str]] = {}
        self.add_columns(columns, kind, selections, optional=False)
        known = self.classes.setdefault(kind.name, columns)
        if known != columns:
            raise ValueError(f"{kind.name} is selected with different columns: {sorted(set(known) ^ set(columns))}")

    def add_columns(
        self,
        columns: dict[str, tuple[str, str]],
        parent: GraphQLObjectType,
        selections: ast.SelectionSetNode,
        *,
        optional: bool,
    ) -> None:
        """Adds the columns of one object, and of the single objects in it."""
        for selection in selections.selections:
            if isinstance(selection, ast.FragmentSpreadNode):
                self.add_columns(columns, parent, self.fragments[selection.name.value].selection_set, optional=optional)
                continue
            if not isinstance(selection, ast.FieldNode):
                raise ValueError(f"{parent.name}: inline fragments are not laid flat")
            definition = parent.fields[selection.name.value]
            named = graphql.get_named_type(definition.type)
            missing = optional or not graphql.is_non_null_type(definition.type)
            if isinstance(named, GraphQLObjectType) and selection.selection_set and not is_list(definition.type):
                self.add_columns(columns, named, selection.selection_set, optional=missing)
                continue
            name = to_snake_case((selection.alias or selection.name).value)
            if name in columns:
                raise ValueError(f"{parent.name}: two columns are called {name}; give one an alias")
            item = self.name_type(named, selection)
            text = f"list[{item}]" if is_list(definition.type) else item
            annotation = f"{text} | None" if missing and text != "Any" else text
            columns[name] = (annotation, " ".join((definition.description or "").split()))

    def name_type(self, named: graphql.GraphQLNamedType, selection: ast.FieldNode) -> str:
        """The Python name of a field's type."""
        if isinstance(named, GraphQLObjectType) and selection.selection_set:
            self.add_class(named, selection.selection_set)
            return named.name
        if isinstance(named, GraphQLEnumType):
            self.enums[named.name] = named
            return named.name
        return SCALARS[named.name]

    def write(self) -> str:
        """The text of schema_types.py."""
        for name in ARGUMENT_ENUMS:
            named = self.schema.type_map[name]
            assert isinstance(named, GraphQLEnumType)
            self.enums[name] = named
        used = any("Any" in annotation for columns in self.classes.values() for annotation, _ in columns.values())
        parts = [HEADER.format(typing="Any, Literal" if used else "Literal")]
        for name in sorted(self.enums):
            values = ",\n".join(f'    "{value}"' for value in self.enums[name].values)
            parts.append(f"{name} = Literal[\n{values},\n]\n")
        for name in sorted(self.classes):
            parts.append(self.write_class(name))
        names = sorted([*self.enums, *self.classes])
        listed = ",\n".join(f'    "{name}"' for name in names)
        parts.append(f"__all__ = [\n{listed},\n]\n")
        enums, rest = parts[1 : 1 + len(self.enums)], parts[1 + len(self.enums) :]
        return "\n".join([parts[0], *enums]) + "\n\n" + "\n\n".join(rest)

    def write_class(self, name: str) -> str:
        """One dataclass with a comment above each column."""
        described = " ".join((self.schema.type_map[name].description or name).split()).split(". ")[0].rstrip(".") + "."
        lines = ["@dataclass(frozen=True)", f"class {name}:", f'    """{described}"""', ""]
        for column, (annotation, description) in self.classes[name].items():
            lines += [*wrap_comment(description), f"    {column}: {annotation}"]
        return "\n".join(lines) + "\n"


def wrap_comment(text: str) -> list[str]:
    """A description as comment lines of at most 120 characters."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + len(word) + 1 <= 120:
            lines[-1] += f" {word}"
        else:
            lines.append(f"    # {word}")
    return lines


def is_list(kind: graphql.GraphQLOutputType) -> bool:
    """Whether a field holds a list, whatever may be null."""
    return isinstance(kind.of_type if isinstance(kind, GraphQLNonNull) else kind, GraphQLList)


def write_metric_ids() -> str:
    """The text of metric_ids.py: a constant for every id of a metric's definition."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(MEASURES.glob("*.ts"))]
    ids = [one for text in texts for one in METRIC_ID.findall(text)]
    if not ids:
        raise SystemExit(f"{MEASURES} holds no id of a measure in the form that this script reads")
    lines = "\n".join(f'{one.split("@")[0].replace("-", "_").upper()} = "{one}"' for one in ids)
    return f'''"""Ids of the definitions of metrics, as stored rows have them.

Generated from packages/metrics by scripts/generate_types.py; do not edit.
"""

{lines}
'''


def write_types() -> str:
    """The text that schema_types.py should have."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(OPERATIONS.glob("*.graphql"))}
    fragments = {
        definition.name.value: definition
        for text in texts.values()
        for definition in graphql.parse(text).definitions
        if isinstance(definition, ast.FragmentDefinitionNode)
    }
    generator = Generator(graphql.build_schema(SCHEMA.read_text(encoding="utf-8")), fragments)
    for name, text in texts.items():
        if text.startswith("fragment "):
            continue
        try:
            generator.add_operation(text)
        except ValueError as problem:
            raise SystemExit(f"{name}: {problem}") from problem
    return generator.write()


def main() -> None:
    """Writes the files, or with --check says whether they are up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only tell whether the files are up to date")
    is_checking = parser.parse_args().check
    for path, text in ((TYPES, write_types()), (METRIC_IDS, write_metric_ids())):
        if not is_checking:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            sys.exit(f"{path.relative_to(ROOT)} is out of date: run python scripts/generate_types.py")


if __name__ == "__main__":
    main()
