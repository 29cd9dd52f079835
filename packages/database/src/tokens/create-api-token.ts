import type { Database } from '../create-database.ts';
import { createTokenText, findTokenParts } from './api-token-text.ts';

/** The description of a new token. */
export interface NewApiToken {
  readonly name: string;
  readonly scopes: readonly string[];
  /** null = until it is revoked. */
  readonly expiresAt: Date | null;
}

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
