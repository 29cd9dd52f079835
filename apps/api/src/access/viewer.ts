import type { ApiTokenScope } from './api-token-scope.ts';

/** Whoever sent a valid token. */
export interface Viewer {
  readonly name: string;
  readonly scopes: readonly ApiTokenScope[];
  /** The token's key in the database; null for the administrator's token, which the environment gives. */
  readonly tokenKey: string | null;
  /** Whom the token acts for; undefined = its owner. */
  readonly person?: string;
}
