/** What is ranked: an average and how sure it is. */
export interface Ranked {
  readonly averageRetention: number | null;
  readonly averageRetentionStandardError: number | null;
}

/** A place in the ranking; everything is null for a row without an average. */
export interface Ranking {
  readonly rank: number | null;
  readonly rankInterval: { readonly low: number; readonly high: number } | null;
  readonly tieGroup: number | null;
}

/** 97.5 % point of the normal distribution: two-sided 95 %. */
const Z_95 = 1.959964;
const UNRANKED: Ranking = { rank: null, rankInterval: null, tieGroup: null };

/**
 * Ranks rows by average retention, best = 1. The rank interval counts the rows that are better and worse at 95 % in pairwise
 * comparison; a difference without standard errors rules nothing out. A tie group holds the rows that cannot be told from its best.
 */
export function rankByRetention(rows: readonly Ranked[]): readonly Ranking[] {
  const measured = rows.filter(({ averageRetention }) => averageRetention !== null);
  const tieGroups = groupTies(measured);
  return rows.map((row) => {
    if (row.averageRetention === null) return UNRANKED;
    const better = measured.filter((other) => (other.averageRetention ?? 0) > (row.averageRetention ?? 0)).length;
    const surelyBetter = measured.filter((other) => isSurelyBetter(other, row)).length;
    const surelyWorse = measured.filter((other) => isSurelyBetter(row, other)).length;
    return {
      rank: better + 1,
      rankInterval: { low: surelyBetter + 1, high: measured.length - surelyWorse },
      tieGroup: tieGroups.get(row) ?? null,
    };
  });
}

function groupTies(measured: readonly Ranked[]): ReadonlyMap<Ranked, number> {
  const groups = new Map<Ranked, number>();
  let group = 0;
  let best: Ranked | null = null;
  for (const row of measured.toSorted((a, b) => (b.averageRetention ?? 0) - (a.averageRetention ?? 0))) {
    if (best === null || isSurelyBetter(best, row)) {
      best = row;
      group += 1;
    }
    groups.set(row, group);
  }
  return groups;
}

function isSurelyBetter(a: Ranked, b: Ranked): boolean {
  if (a.averageRetentionStandardError === null || b.averageRetentionStandardError === null) return false;
  const difference = (a.averageRetention ?? 0) - (b.averageRetention ?? 0);
  return difference > Z_95 * Math.hypot(a.averageRetentionStandardError, b.averageRetentionStandardError);
}
