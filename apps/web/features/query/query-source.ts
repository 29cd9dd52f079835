import type { TypedDocumentString } from '../../generated/graphql.ts';

/** The operation behind a table or chart, as text. */
export interface QuerySource {
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** An operation with its variables as text; undefined variables are left out. */
export function toQuerySource<Result, Variables extends object>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): QuerySource {
  const given = Object.entries(variables).filter(([, value]) => value !== undefined && value !== null);
  return { document: document.toString().trim(), variables: Object.fromEntries(given) };
}
