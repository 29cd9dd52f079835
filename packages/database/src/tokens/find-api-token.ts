import { timingSafeEqual } from 'node:crypto';
import type { Database } from '../create-database.ts';
import { findTokenParts } from './api-token-text.ts';

/** A valid token. */
export interface UsableApiToken {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
}

/** Result of looking up a token's text. */
export type ApiTokenLookup =
  | { readonly state: 'usable'; readonly token: UsableApiToken }
  | { readonly state: 'unknown' }
  | { readonly state: 'revoked' }
  | { readonly state: 'expired'; readonly expiredAt: Date };

/** "Last used" has a precision of one minute, so that a busy token does not write at every request. */
const USE_GRANULARITY_MS = 60_000;
const UNKNOWN = { state: 'unknown' } as const;

/** Looks up a token and records its use. Digests are compared in constant time, and only a correct secret reveals that a token is revoked. */
export async function findApiToken({ prisma }: Database, text: string): Promise<ApiTokenLookup> {
  const parts = findTokenParts(text);
  if (parts === null) return UNKNOWN;
  const row = await prisma.apiToken.findUnique({ where: { prefix: parts.prefix } });
  if (row === null || !timingSafeEqual(Buffer.from(row.digest, 'hex'), Buffer.from(parts.digest, 'hex'))) return UNKNOWN;
  if (row.revokedAt !== null) return { state: 'revoked' };
  const now = new Date();
  if (row.expiresAt !== null && row.expiresAt <= now) return { state: 'expired', expiredAt: row.expiresAt };
  if (row.lastUsedAt === null || now.getTime() - row.lastUsedAt.getTime() > USE_GRANULARITY_MS) {
    await prisma.apiToken.update({ where: { id: row.id }, data: { lastUsedAt: now }, select: { id: true } });
  }
  return { state: 'usable', token: { id: row.id, name: row.name, scopes: row.scopes } };
}
