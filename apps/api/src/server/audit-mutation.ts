import { auditWrites, type NewAuditEntry } from '@lamina/database';
import { type DocumentNode, type ExecutionResult, type FieldNode, Kind, type SelectionSetNode, valueFromASTUntyped } from 'graphql';
import type { RequestContext } from '../access/request-context.ts';
import type { Viewer } from '../access/viewer.ts';
import { findClientCode } from '../errors/to-client-error.ts';
import type { CostRequest } from '../limits/measure-cost.ts';

/** Longest text of an argument, in characters; contents of files are longer. */
const MAX_TEXT = 200;
/** Longest JSON text of all arguments together, in characters. */
const MAX_ARGUMENTS = 4000;
const OK = 'OK';

type AuditContext = Pick<RequestContext, 'database' | 'viewer' | 'requestId'>;

/**
 * Runs a mutation and stores in the audit log who asked for each of its fields, and how it ended. Callers without a token cannot write, so they leave no
 * entries.
 */
export function auditMutation(
  { database, viewer, requestId }: AuditContext,
  { document, operation, variables }: Omit<CostRequest, 'schema'>,
  run: () => Promise<ExecutionResult>,
): Promise<ExecutionResult> {
  if (viewer === null) return run();
  const fields = listFields(document, operation.selectionSet);
  const entries = fields.map((field) => describeWrite(viewer, requestId, field.name.value, readArguments(field, variables)));
  const outcomesOf = (result: ExecutionResult): readonly (string | null)[] => listOutcomes(fields, result);
  return auditWrites(database, entries, { run, outcomesOf, codeOf: findClientCode });
}

/** A write that is not a mutation: its path, and its arguments without contents of files. */
export interface AuditedUpload {
  readonly action: string;
  readonly arguments?: object;
}

/** Runs an upload, and stores in the audit log who sent it, and how it ended. */
export function auditUpload<Result>(
  { database, requestId }: AuditContext,
  viewer: Viewer,
  { action, arguments: given = {} }: AuditedUpload,
  run: () => Promise<Result>,
): Promise<Result> {
  const entry = describeWrite(viewer, requestId, action, omitLong(shorten(given) as object));
  return auditWrites(database, [entry], { run, outcomesOf: () => [OK], codeOf: findClientCode });
}

/** The fields run in turn. After an error that leaves no data, those that follow did not run. */
function listOutcomes(fields: readonly FieldNode[], { data, errors = [] }: ExecutionResult): readonly (string | null)[] {
  const found = fields.map(({ alias, name }) => errors.find(({ path }) => path === undefined || path[0] === (alias ?? name).value));
  const firstFailed = found.findIndex((error) => error !== undefined);
  return found.map((error, index) => {
    if (error !== undefined) return findClientCode(error);
    return data || index < firstFailed ? OK : null;
  });
}

function describeWrite({ name, tokenKey }: Viewer, requestId: string, action: string, given: object): NewAuditEntry {
  return { viewer: name, tokenId: tokenKey, requestId, action, arguments: given };
}

/** The fields of a mutation, those of its fragments included. */
function listFields(document: DocumentNode, { selections }: SelectionSetNode): readonly FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value.startsWith('__') ? [] : [selection];
    if (selection.kind === Kind.INLINE_FRAGMENT) return listFields(document, selection.selectionSet);
    return document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value
        ? listFields(document, definition.selectionSet)
        : [],
    );
  });
}

function readArguments(field: FieldNode, variables: Readonly<Record<string, unknown>>): object {
  // The parser leaves the list out where a field has no arguments.
  const given = (field.arguments ?? []).map(({ name, value }) => [name.value, shorten(valueFromASTUntyped(value, variables))] as const);
  return omitLong(Object.fromEntries(given));
}

function omitLong(short: object): object {
  const { length } = JSON.stringify(short);
  return length <= MAX_ARGUMENTS ? short : { omittedCharacters: length };
}

/** The value with the beginning of each long text. PostgreSQL stores neither NUL nor halves of surrogate pairs. */
function shorten(value: unknown): unknown {
  if (typeof value === 'string') {
    const text = value.length <= MAX_TEXT ? value : `${value.slice(0, MAX_TEXT)}… (${value.length} characters)`;
    return text.toWellFormed().replaceAll('\0', '\uFFFD');
  }
  if (Array.isArray(value)) return value.map(shorten);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [String(shorten(name)), shorten(inner)]));
}
