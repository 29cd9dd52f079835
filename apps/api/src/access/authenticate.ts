import { createHash, timingSafeEqual } from 'node:crypto';
import { type ApiTokenLookup, type Database, findApiToken } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { ApiTokenScope } from './api-token-scope.ts';
import type { Viewer } from './viewer.ts';

/**
 * Finds the sender of an Authorization header; null for a request without one.
 * @throws AppError UNAUTHENTICATED for a header without a valid token. The sender must learn that the token does not work.
 */
export type Authenticate = (authorization: string | undefined) => Promise<Viewer | null>;

const ADMINISTRATOR: Viewer = { name: 'administrator', scopes: [ApiTokenScope.ADMIN], tokenKey: null };
const SCOPES: readonly string[] = Object.values(ApiTokenScope);

/** Checks the administrator's token and the tokens in the database. */
export function createAuthenticate(database: Database, adminToken: string): Authenticate {
  const adminDigest = digest(adminToken);
  return async (authorization) => {
    if (authorization === undefined) return null;
    const text = findBearerToken(authorization);
    if (text === null) throw refusal('The Authorization header has another form than "Bearer lam_…"');
    // Digests all have the same length, so the comparison leaks neither the token nor its length by timing.
    if (timingSafeEqual(digest(text), adminDigest)) return ADMINISTRATOR;
    return toViewer(await findApiToken(database, text));
  };
}

function toViewer(lookup: ApiTokenLookup): Viewer {
  if (lookup.state === 'unknown') throw refusal('The token is unknown');
  if (lookup.state === 'revoked') throw refusal('The token is revoked');
  if (lookup.state === 'expired') throw refusal(`The token expired on ${lookup.expiredAt.toISOString()}`);
  const { id, name, scopes } = lookup.token;
  return { name, scopes: scopes.filter((scope): scope is ApiTokenScope => SCOPES.includes(scope)), tokenKey: id };
}

function refusal(reason: string): AppError {
  return new AppError('UNAUTHENTICATED', `${reason}. Ask an administrator for a token, or send no Authorization header to read as anyone.`);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}

/** The token of an Authorization header, or null for a header of another form. */
function findBearerToken(authorization: string): string | null {
  return /^Bearer (\S+)$/i.exec(authorization)?.[1] ?? null;
}
