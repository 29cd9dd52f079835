import type { ComparedModelFactsFragment } from '../../generated/graphql.ts';

/** One side of a comparison: a model, or a family that represents its models. */
export interface CompareEntry {
  readonly kind: 'model' | 'family';
  /** Short name. */
  readonly slug: string;
  readonly label: string;
  /** The model itself, or the family's models. */
  readonly members: readonly ComparedModelFactsFragment[];
  /** Number of the family's models that are not in the comparison. */
  readonly leftOut: number;
}

/** Key of an entry among models and families. */
export function getEntryKey({ kind, slug }: Pick<CompareEntry, 'kind' | 'slug'>): string {
  return `${kind}:${slug}`;
}

/** The models of all entries, each once. */
export function listMembers(entries: readonly CompareEntry[]): ComparedModelFactsFragment[] {
  return [...new Map(entries.flatMap(({ members }) => members.map((model) => [model.slug, model]))).values()];
}

/** Their short names. */
export function listSlugs(entries: readonly CompareEntry[]): string[] {
  return listMembers(entries).map(({ slug }) => slug);
}
