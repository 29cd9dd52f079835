import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { MCP_OPERATIONS } from '@lamina/mcp';
import { type DocumentNode, Kind, type OperationDefinitionNode, OperationTypeNode, parse, print, visit } from 'graphql';

const ROOT = join(import.meta.dirname, '../../../..');
const SOURCES = {
  examples: 'apps/api/examples.graphql',
  web: 'apps/web/features/*/*.graphql',
  python: 'clients/python/src/lamina/operations/*.graphql',
} as const;

/** One query of the examples, the page, the Python client or the tools for agents. */
export interface StoredOperation {
  /** As `web/leaderboard/Leaderboard`: source, file and name. */
  readonly name: string;
  readonly operation: OperationDefinitionNode;
  /** The operation and its fragments, with this many rows on every page; without a number, as it is stored. */
  readonly print: (pageSize?: number) => string;
}

/** Every query that is stored in this repository. */
export function listStoredOperations(): readonly StoredOperation[] {
  const tools = Object.values(MCP_OPERATIONS).flatMap((text) => listQueries('mcp', parse(text), []));
  const ofFiles = Object.entries(SOURCES).flatMap(([source, pattern]) => {
    const files = globSync(pattern, { cwd: ROOT })
      .toSorted()
      .map((file) => ({ prefix: `${source}/${basename(file, '.graphql')}`, document: parse(readFileSync(join(ROOT, file), 'utf8')) }));
    // The files of a source share their fragments.
    const definitions = files.flatMap(({ document }) => document.definitions);
    const fragments = definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
    return files.flatMap(({ prefix, document }) => listQueries(prefix, document, fragments));
  });
  return [...ofFiles, ...tools];
}

function listQueries(prefix: string, document: DocumentNode, fragments: DocumentNode['definitions']): readonly StoredOperation[] {
  return document.definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .filter(({ operation }) => operation === OperationTypeNode.QUERY)
    .map((operation) => ({
      name: `${prefix}/${operation.name?.value}`,
      operation,
      print: (pageSize) => {
        const whole = { kind: Kind.DOCUMENT, definitions: keepUsed(operation, fragments) } as const;
        return print(pageSize === undefined ? whole : withPageSize(whole, pageSize));
      },
    }));
}

/** The operation and the fragments that it uses, directly or through other fragments. */
function keepUsed(operation: OperationDefinitionNode, fragments: DocumentNode['definitions']): DocumentNode['definitions'] {
  const kept: DocumentNode['definitions'][number][] = [operation];
  for (const definition of kept) {
    visit(definition, {
      FragmentSpread({ name }) {
        const found = fragments.find((fragment) => 'name' in fragment && fragment.name?.value === name.value);
        if (found !== undefined && !kept.includes(found)) kept.push(found);
      },
    });
  }
  return kept;
}

function withPageSize(document: DocumentNode, pageSize: number): DocumentNode {
  return visit(document, {
    Argument: (node) =>
      node.name.value === 'first' && node.value.kind === Kind.INT
        ? { ...node, value: { kind: Kind.INT, value: String(pageSize) } as const }
        : undefined,
  });
}
