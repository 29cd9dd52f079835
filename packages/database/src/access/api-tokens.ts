import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { AppError } from '@lamina/errors';
import type { ApiToken } from '../../generated/client.ts';
import type { Database } from '../connection/create-database.ts';

/** The two parts of a token that may be stored; the token itself is shown once and never stored. */
export interface TokenParts {
  /** `lam_` and the token's id; it finds the row and identifies the token in lists and logs. */
  readonly prefix: string;
  /** SHA-256 (hex) of the whole token. */
  readonly digest: string;
}

const ID_BYTES = 8;
// 256 random bits cannot be guessed, so one round of SHA-256 is enough to protect the stored digest.
const SECRET_BYTES = 32;
const TOKEN = /^(lam_[0-9a-f]{16})_[A-Za-z0-9_-]{43}$/;

/** A new token, `lam_<id>_<secret>`. */
function createTokenText(): string {
  return `lam_${randomBytes(ID_BYTES).toString('hex')}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

/** The parts of a token to store; null for a text that is not a token. */
function findTokenParts(text: string): TokenParts | null {
  const prefix = TOKEN.exec(text)?.[1];
  return prefix === undefined ? null : { prefix, digest: createHash('sha256').update(text, 'utf8').digest('hex') };
}

/** The description of a new token. */
export type NewApiToken = Readonly<Pick<ApiToken, 'name' | 'expiresAt'>> & { readonly scopes: readonly string[] };

/** A new token. Its text is known only now. */
export interface CreatedApiToken {
  readonly id: string;
  readonly text: string;
}

/** Creates a token and stores its digest. */
export async function createApiToken({ prisma }: Database, token: NewApiToken): Promise<CreatedApiToken> {
  const text = createTokenText();
  const parts = findTokenParts(text);
  if (parts === null) throw new Error('A new token does not have the form of tokens');
  const { id } = await prisma.apiToken.create({ data: { ...token, scopes: [...token.scopes], ...parts }, select: { id: true } });
  return { id, text };
}

/** A valid token. */
export type UsableApiToken = Readonly<Pick<ApiToken, 'id' | 'name' | 'scopes'>>;

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

/** Revokes a token permanently; a token that is already revoked keeps its time. Refuses with NOT_FOUND. */
export async function revokeApiToken({ prisma }: Database, id: string): Promise<void> {
  const { count } = await prisma.apiToken.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date() } });
  if (count > 0) return;
  const found = await prisma.apiToken.findUnique({ where: { id }, select: { id: true } });
  if (found === null) throw new AppError('NOT_FOUND', 'There is no token with this id. Query `apiTokens` for the existing ones.');
}
