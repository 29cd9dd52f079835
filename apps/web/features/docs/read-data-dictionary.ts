import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildSchema, type GraphQLNamedType, isEnumType, isInputObjectType, isObjectType } from 'graphql';

/** One type or input with its fields, or an enum with its values. */
export interface DictionaryEntry {
  readonly name: string;
  readonly description: string;
  readonly kind: 'type' | 'enum';
  readonly rows: readonly { readonly name: string; readonly type: string; readonly description: string }[];
}

/** The printed schema; a check compares it with the API. */
const SCHEMA_FILE = join(process.cwd(), '../api/schema.graphql');

/** Types for paging, which are the same for every list. */
const PAGING = /(Connection|Edge|OrderField|PageInfo)$|^OrderDirection$|^__/;

let entries: Promise<readonly DictionaryEntry[]> | null = null;

/**
 * Types, inputs and enums of the API's schema with their descriptions. They are read once per process, because the schema of a running version
 * does not change.
 */
export function readDataDictionary(): Promise<readonly DictionaryEntry[]> {
  entries ??= readFile(SCHEMA_FILE, 'utf8').then(toDataDictionary);
  return entries;
}

/** The dictionary of a schema in GraphQL's own notation: types by name, then enums by name. */
export function toDataDictionary(schemaText: string): readonly DictionaryEntry[] {
  const types = Object.values(buildSchema(schemaText).getTypeMap()).filter((type) => !PAGING.test(type.name));
  return types
    .map(toEntry)
    .filter((entry) => entry !== null)
    .sort((left, right) => right.kind.localeCompare(left.kind) || left.name.localeCompare(right.name));
}

function describe({ description }: { readonly description?: string | null | undefined }): string {
  // A part without a description has an empty cell.
  return description ?? '';
}

function toEntry(type: GraphQLNamedType): DictionaryEntry | null {
  const base = { name: type.name, description: describe(type) };
  if (isObjectType(type) || isInputObjectType(type)) {
    const rows = Object.values(type.getFields()).map((field) => ({
      name: field.name,
      type: String(field.type),
      description: describe(field),
    }));
    return { ...base, kind: 'type', rows };
  }
  if (!isEnumType(type)) return null;
  return {
    ...base,
    kind: 'enum',
    rows: type.getValues().map((value) => ({ name: value.name, type: '', description: describe(value) })),
  };
}
