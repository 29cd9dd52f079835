import type { IncomingMessage } from 'node:http';
import { AppError } from '@lamina/errors';
import { temporaryFailure } from './backoff.ts';
import type { HubOptions } from './hub-options.ts';

/** The error for an HTTP status of the hub, with advice. 429 and 5xx are temporary. */
export function explainStatus({ statusCode = 0, headers }: IncomingMessage, url: URL, { token }: HubOptions): AppError {
  const place = `${url.origin}${url.pathname}`;
  if (statusCode === 429)
    return temporaryFailure('RATE_LIMITED', `${url.host} answers 429: too many requests`, parseRetryAfter(headers['retry-after']));
  if (statusCode === 408 || statusCode >= 500) {
    return temporaryFailure('HUB_UNREACHABLE', `${place} answers ${statusCode}`, parseRetryAfter(headers['retry-after']));
  }
  const withToken = token === undefined ? 'set HF_TOKEN to a token that may read it' : 'the token in HF_TOKEN may not read it';
  if (statusCode === 401) {
    return new AppError(
      'UNAUTHENTICATED',
      `${place} answers 401: it does not exist, or it is private; check the name, and if it is private, ${withToken}`,
    );
  }
  if (statusCode === 403) {
    return new AppError('FORBIDDEN', `${place} answers 403: its terms must be accepted on the hub's page of it first, and ${withToken}`);
  }
  if (statusCode === 404) {
    const what =
      headers['x-error-code'] === 'RevisionNotFound' ? 'there is no such revision' : 'there is no such repository, revision or file';
    return new AppError('NOT_FOUND', `${place} answers 404: ${what}; check the name, and if it is private, ${withToken}`);
  }
  if (statusCode === 416) {
    return new AppError('HUB_ANSWER_INVALID', `${place} has fewer bytes than the hub lists; the file was not kept`, {
      details: { isWrong: true },
    });
  }
  return new AppError('HUB_ANSWER_INVALID', `${place} answers ${statusCode}, which the hub's interface does not have; check HF_ENDPOINT`);
}

/** Milliseconds a Retry-After header asks to wait (RFC 9110 §10.2.3: seconds or a date); undefined where it says neither. */
export function parseRetryAfter(value: string | undefined, nowMs = Date.now()): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
