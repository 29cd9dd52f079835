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
