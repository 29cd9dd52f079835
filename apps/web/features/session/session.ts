import type { ApiTokenScope } from '../../generated/graphql.ts';

/** The user of this browser, from the sealed cookie; scripts in the browser cannot read it. */
export type Session =
  | { readonly kind: 'token'; readonly name: string; readonly scopes: readonly ApiTokenScope[]; readonly token: string }
  | { readonly kind: 'oidc'; readonly name: string; readonly scopes: readonly ApiTokenScope[]; readonly subject: string };

/** The part of a session that pages may show. */
export interface Member {
  readonly name: string;
  readonly kind: Session['kind'];
  /** True if the API lets this person submit, cancel and retry. */
  readonly mayScore: boolean;
}

/** The reader's advantage. */
export const SIGNING_IN =
  'Everybody may read. Signing in lets you register and upload models, submit studies, stop and retry jobs, and save comparisons.';

/** The part of a session that may be shown. */
export function toMember({ name, kind, scopes }: Session): Member {
  return { name, kind, mayScore: scopes.includes('SCORE') || scopes.includes('ADMIN') };
}
