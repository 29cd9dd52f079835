import { readFileSync, writeFileSync } from 'node:fs';
import {
  astFromValue,
  buildSchema,
  type GraphQLArgument,
  type GraphQLEnumType,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  print,
} from 'graphql';

const ROOTS = ['Query', 'Mutation', 'Subscription'];
const MARKER = '<!-- Everything below is printed from the schema by `npm run generate`; do not edit it. -->\n';
const PAGE = 'docs/api.md';

// Writes the reference below the marker of docs/api.md; with --check only compares, exit code 1 on a difference.
const page = readFileSync(PAGE, 'utf8');
const [guide] = page.split(MARKER);
const written = `${guide}${MARKER}\n${printReference(buildSchema(readFileSync('apps/api/schema.graphql', 'utf8')))}`;
if (!process.argv.includes('--check')) writeFileSync(PAGE, written);
else if (page !== written) {
  process.stderr.write(`CONFLICT: ${PAGE} differs from apps/api/schema.graphql; run \`npm run generate\` and commit it.\n`);
  process.exitCode = 1;
}

/** Every type, field, argument and enum value of a schema as Markdown. Connection types all have the same form; the guide describes them. */
function printReference(schema: GraphQLSchema): string {
  const types = Object.values(schema.getTypeMap()).filter(
    (type) =>
      !isIntrospectionType(type) && !isSpecifiedScalarType(type) && !/(Connection|Edge)$/.test(type.name) && !ROOTS.includes(type.name),
  );
  const roots = ROOTS.map((name) => schema.getType(name)).filter(isObjectType);
  const boards = Object.values(schema.getTypeMap()).filter((type) => type.name === 'LeaderboardConnection');
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ...roots.map((root) => [`${root.name}`, Object.values(root.getFields()).map(printRootField)] as const),
    ['Objects', [...boards, ...types].filter((type) => isObjectType(type) || isInterfaceType(type)).map(printObject)],
    ['Inputs', types.filter(isInputObjectType).map(printInput)],
    ['Enums', types.filter(isEnumType).map(printEnum)],
    ['Scalars', types.filter(isScalarType).map(({ name, description }) => `#### ${name}\n\n${oneLine(description)}`)],
  ];
  return `${sections.map(([title, parts]) => `### ${title}\n\n${parts.join('\n\n')}`).join('\n\n')}\n`;
}

function printRootField(field: GraphQLField<unknown, unknown>): string {
  return `#### ${field.name}\n\n→ ${linkType(field.type)}. ${oneLine(field.description)}${printArguments(field.args)}`;
}

function printArguments(args: readonly GraphQLArgument[]): string {
  if (args.length === 0) return '';
  const lines = args.map((argument) => `| \`${argument.name}\` | ${linkType(argument.type)} | ${describeInput(argument)} |`);
  return `\n\n| argument | type | meaning |\n| --- | --- | --- |\n${lines.join('\n')}`;
}

function printObject(type: GraphQLObjectType | GraphQLInterfaceType): string {
  const lines = Object.values(type.getFields()).map((field) => {
    const args = field.args.length === 0 ? '' : `(${field.args.map(({ name }) => name).join(', ')})`;
    return `| \`${field.name}${args}\` | ${linkType(field.type)} | ${oneLine(field.description)} |`;
  });
  return `#### ${type.name}\n\n${oneLine(type.description)}\n\n| field | type | meaning |\n| --- | --- | --- |\n${lines.join('\n')}`;
}

function printInput(type: GraphQLInputObjectType): string {
  const lines = Object.values(type.getFields()).map((field) => `| \`${field.name}\` | ${linkType(field.type)} | ${describeInput(field)} |`);
  return `#### ${type.name}\n\n${oneLine(type.description)}\n\n| field | type | meaning |\n| --- | --- | --- |\n${lines.join('\n')}`;
}

function printEnum(type: GraphQLEnumType): string {
  const lines = type.getValues().map(({ name, description }) => `| \`${name}\` | ${oneLine(description)} |`);
  return `#### ${type.name}\n\n${oneLine(type.description)}\n\n| value | meaning |\n| --- | --- |\n${lines.join('\n')}`;
}

function describeInput({ description, defaultValue, type }: GraphQLArgument | GraphQLInputField): string {
  const text = oneLine(description);
  const value = defaultValue === undefined || defaultValue === null ? null : astFromValue(defaultValue, type);
  return value ? `${text} Default: \`${print(value)}\`.` : text;
}

/** The type's text; a type of this page is a link. */
function linkType(type: GraphQLField<unknown, unknown>['type'] | GraphQLArgument['type']): string {
  const named = getNamedType(type);
  const text = `\`${String(type)}\``;
  const target = /(Connection|Edge)$/.test(named.name) && named.name !== 'LeaderboardConnection' ? null : named.name;
  return isSpecifiedScalarType(named) || target === null ? text : `[${text}](#${target.toLowerCase()})`;
}

function oneLine(text: string | null | undefined): string {
  // A part of the schema without a description leaves its cell empty.
  return (text ?? '').replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
}
