import type { ComparisonResultFragment } from '../../generated/graphql.ts';
import type { CompareEntry } from './compare-entry.ts';

/** Agreement of two entries; for families, the mean over their pairs of models. */
export interface AgreementCell {
  readonly row: string;
  readonly column: string;
  /** Spearman's rank correlation; null if one side is constant or there is no pair. */
  readonly spearman: number | null;
  /** Jaccard overlap of the lowest layers; null if the two models have different layer counts. */
  readonly overlap: number | null;
}

/** The matrix of all entries, row by row. A model agrees with itself by definition. */
export function buildAgreement(entries: readonly CompareEntry[], { agreements }: ComparisonResultFragment): AgreementCell[] {
  return entries.flatMap((row) =>
    entries.map((column) => {
      if (row === column && row.members.length === 1) return { row: row.label, column: column.label, spearman: 1, overlap: 1 };
      const pairs = agreements.filter(
        ({ first, second }) => isBetween(row, column, first, second) || isBetween(row, column, second, first),
      );
      return {
        row: row.label,
        column: column.label,
        spearman: average(pairs.map(({ spearman }) => spearman)),
        overlap: average(pairs.map(({ jaccardLowest }) => jaccardLowest)),
      };
    }),
  );
}

function isBetween(row: CompareEntry, column: CompareEntry, first: string, second: string): boolean {
  return row.members.some(({ slug }) => slug === first) && column.members.some(({ slug }) => slug === second);
}

function average(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
