import { randomUUID } from 'node:crypto';
import { AppError, type AppErrorCode } from '@lamina/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';

/** Codes of AppErrors whose messages are written for API callers. Every other error is masked. */
const PUBLIC_ERROR_CODES: ReadonlySet<AppErrorCode> = new Set<AppErrorCode>([
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'NOT_COMPARABLE',
  'COST_LIMIT_EXCEEDED',
  'DEPTH_LIMIT_EXCEEDED',
  'RATE_LIMITED',
  'TIMEOUT',
  'CANCELLED',
  'DISK_FULL',
]);

/** Codes that GraphQL and Apollo give to a request that never reached a resolver. Their messages are only about the request. */
const REQUEST_ERROR_CODES = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'COST_LIMIT_EXCEEDED',
  'DEPTH_LIMIT_EXCEEDED',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/**
 * The error that a client may see. Errors written for users, and errors of the request itself, do not change. Anything else becomes
 * INTERNAL_SERVER_ERROR with an id; the log has the details under that id.
 */
export function toClientError(error: unknown, logger: Logger): GraphQLFormattedError {
  const original = findOriginalError(error);
  const place = error instanceof GraphQLError ? readPlace(error) : {};
  if (original instanceof AppError && PUBLIC_ERROR_CODES.has(original.code)) {
    return { message: original.message, ...place, extensions: { code: original.code, ...original.details } };
  }
  const requestCode = error instanceof GraphQLError ? findRequestCode(error, original) : null;
  if (error instanceof GraphQLError && requestCode !== null) {
    return { message: hideSuggestion(error.message), ...place, extensions: { code: requestCode, ...readLimit(error, original) } };
  }
  const errorId = randomUUID();
  logger.error({ errorId, err: original, path: place.path }, 'A request failed with an internal error');
  return {
    message: `An internal error occurred. The server's log has the details under id ${errorId}.`,
    ...place,
    extensions: { code: 'INTERNAL_SERVER_ERROR', errorId },
  };
}

/** The code of the error that a client sees. */
export function findClientCode(error: unknown): string {
  const original = findOriginalError(error);
  if (original instanceof AppError && PUBLIC_ERROR_CODES.has(original.code)) return original.code;
  return (error instanceof GraphQLError ? findRequestCode(error, original) : null) ?? 'INTERNAL_SERVER_ERROR';
}

/** The code of an error of the request itself, or null. Apollo wraps our rules' errors in its own code; the inner one says more. */
function findRequestCode(error: GraphQLError, original: unknown): string | null {
  // A resolver could throw the same codes. Its errors have a path; errors of the request have none.
  if (error.path !== undefined) return null;
  const codes = [original instanceof GraphQLError ? original.extensions?.code : undefined, error.extensions?.code];
  return codes.find((code): code is string => typeof code === 'string' && REQUEST_ERROR_CODES.has(code)) ?? null;
}

/** Removes the name suggestions of graphql-js, which would reveal the schema to callers that may not read it. */
function hideSuggestion(message: string): string {
  return message.replace(/ Did you mean [^?]*\?$/, '');
}

/** The requested value and the limit, if one of our limits refused the request. */
function readLimit(error: GraphQLError, original: unknown): object {
  const extensions = original instanceof GraphQLError ? original.extensions : error.extensions;
  const { requested, limit } = extensions;
  return typeof limit === 'number' ? { requested, limit } : {};
}

function findOriginalError(error: unknown): unknown {
  let current = error;
  while (current instanceof GraphQLError && current.originalError !== undefined) current = current.originalError;
  return current;
}

type Place = Pick<GraphQLFormattedError, 'locations' | 'path'>;

function readPlace({ locations, path }: GraphQLError): Place {
  return { ...(locations === undefined ? {} : { locations }), ...(path === undefined ? {} : { path }) };
}
