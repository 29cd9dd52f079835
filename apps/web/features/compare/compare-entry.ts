import type { ComparedModelFactsFragment } from '../../generated/graphql.ts';

/** One side of a comparison: a model, or a family that stands for its models. */
export interface CompareEntry {
  readonly kind: 'model' | 'family';
  /** Short name. */
  readonly slug: string;
  readonly label: string;
  readonly familySlug: string;
  /** One model, or the family's. */
  readonly members: readonly ComparedModelFactsFragment[];
  /** Models of the family beyond those compared. */
  readonly leftOut: number;
}

/** Names an entry among models and families. */
export function getEntryKey({ kind, slug }: Pick<CompareEntry, 'kind' | 'slug'>): string {
  return `${kind}:${slug}`;
}

/** The models of all entries, each once. */
export function listSlugs(entries: readonly CompareEntry[]): string[] {
  return [...new Set(entries.flatMap(({ members }) => members.map(({ slug }) => slug)))];
}
