import type { ComparisonResultFragment } from '../../generated/graphql.ts';
import type { CompareEntry } from './compare-entry.ts';

/** Agreement of two entries; for families, the mean over their pairs of models. */
export interface AgreementPair {
  readonly first: string;
  readonly second: string;
  /** Spearman's rank correlation; null if one side is constant. */
  readonly spearman: number | null;
  /** Jaccard overlap of the lowest layers; null if the two models have different layer counts. */
  readonly overlap: number | null;
}

/** Every pair of entries that have models to compare, and each family with itself. */
export function listAgreements(entries: readonly CompareEntry[], { agreements }: ComparisonResultFragment): readonly AgreementPair[] {
  return entries.flatMap((one, place) =>
    entries.slice(place).flatMap((other) => {
      const pairs = agreements.filter(({ first, second }) => isBetween(one, other, first, second) || isBetween(one, other, second, first));
      if (pairs.length === 0) return [];
      return [
        {
          first: one.label,
          second: other.label,
          spearman: average(pairs.map(({ spearman }) => spearman)),
          overlap: average(pairs.map(({ jaccardLowest }) => jaccardLowest)),
        },
      ];
    }),
  );
}

function isBetween(one: CompareEntry, other: CompareEntry, first: string, second: string): boolean {
  return one.members.some(({ slug }) => slug === first) && other.members.some(({ slug }) => slug === second);
}

function average(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
