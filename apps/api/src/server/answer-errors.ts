import { randomUUID } from 'node:crypto';
import { AppError } from '@lamina/errors';
import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import { refusalHeaders } from '../access/rate-limit-headers.ts';
import { RateLimitedError } from '../access/rate-limiter.ts';
import type { ReleaseService } from '../nouns/release/release.service.ts';
import { replyExtensions } from './reply-extensions.ts';

/** HTTP status of codes that refuse a whole request. Every other error is part of a normal reply. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  BAD_USER_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  RATE_LIMITED: 429,
  TIMEOUT: 504,
  DISK_FULL: 507,
};

/** The HTTP status of a refused request; null for other codes. */
function findHttpStatus(code: unknown): number | null {
  return (typeof code === 'string' ? STATUS_OF_CODE[code] : undefined) ?? null;
}

/** Answers errors before GraphQL: refused callers, and bodies that are too large or not JSON. Express' default page would show a stack trace. */
export function answerErrors(logger: Logger, releases: Pick<ReleaseService, 'newestVersion'>): ErrorRequestHandler {
  const toErrorBody = createErrorBody(releases);
  return (error: Error & { readonly type?: string; readonly limit?: number; readonly status?: number }, _request, response, _next) => {
    const status = error instanceof AppError ? findHttpStatus(error.code) : null;
    if (response.headersSent) {
      logger.warn({ err: error }, 'A reply was cut off');
      response.destroy();
    } else if (error instanceof AppError && status !== null) {
      if (error instanceof RateLimitedError) response.set(refusalHeaders(error));
      if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
      response.status(status).json(toErrorBody(error.code, error.message));
    } else if (error instanceof AppError && error.code === 'CANCELLED') {
      // The caller has disconnected.
      response.destroy();
    } else if (error.type === 'entity.too.large') {
      response.status(413).json(toErrorBody('BAD_REQUEST', `The body is larger than ${error.limit} bytes. Split the request.`));
    } else if (error.type !== undefined && error.status !== undefined && error.status < 500) {
      response.status(error.status).json(toErrorBody('BAD_REQUEST', 'The body cannot be read as JSON.'));
    } else {
      const errorId = randomUUID();
      logger.error({ errorId, err: error }, 'A request failed with an internal error');
      response
        .status(500)
        .json(toErrorBody('INTERNAL_SERVER_ERROR', `An internal error occurred. The log has the details under id ${errorId}.`, errorId));
    }
  };
}

/** Creates reply bodies with one error, in GraphQL's form. */
export function createErrorBody(releases: Pick<ReleaseService, 'newestVersion'>) {
  return (code: string, message: string, errorId?: string): object => ({
    errors: [{ message, extensions: { code, errorId } }],
    extensions: replyExtensions(0, releases.newestVersion),
  });
}
