import { createHash, randomBytes } from 'node:crypto';

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
export function createTokenText(): string {
  return `lam_${randomBytes(ID_BYTES).toString('hex')}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

/** The parts of a token to store; null for a text that is not a token. */
export function findTokenParts(text: string): TokenParts | null {
  const prefix = TOKEN.exec(text)?.[1];
  return prefix === undefined ? null : { prefix, digest: createHash('sha256').update(text, 'utf8').digest('hex') };
}
