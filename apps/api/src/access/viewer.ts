import type { ApiTokenScope } from './api-token-scope.ts';

/** The sender of a valid token. */
export interface Viewer {
  readonly name: string;
  readonly scopes: readonly ApiTokenScope[];
  /** The token's key in the database; null for the administrator's token, which comes from the environment. */
  readonly tokenKey: string | null;
  /** The person that the token acts for; undefined = its owner. */
  readonly person?: string;
}

/** A text that is different for each token, and for each person that a token acts for. It holds no secret. */
export function identityOf({ tokenKey, person }: Viewer): string {
  return [tokenKey ?? 'administrator', person].join(' ');
}
