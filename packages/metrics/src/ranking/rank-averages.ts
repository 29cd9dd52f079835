import { countSureDifferences, groupPeers, isSurelyBetter, type SureAverage } from './ranking-peers.ts';

/** An average to rank, with its standard error. */
export interface Ranked {
  readonly average: number | null;
  readonly standardError: number | null;
}

/** A row's rank; everything is null for a row without an average. */
export interface Ranking {
  readonly rank: number | null;
  readonly rankInterval: { readonly low: number; readonly high: number } | null;
  readonly tieGroup: number | null;
}

const UNRANKED: Ranking = { rank: null, rankInterval: null, tieGroup: null };

/**
 * Ranks rows by their averages, largest = 1. The rank interval counts the rows that are significantly better and worse at 95 % in pairwise
 * comparisons; without standard errors no difference is significant. A tie group holds the rows that do not differ significantly from its best row.
 */
export function rankAverages(rows: readonly Ranked[]): readonly Ranking[] {
  const sorted = rows
    .flatMap(({ average, standardError }, place) => (average === null ? [] : [{ place, average, standardError }]))
    .toSorted((a, b) => b.average - a.average);
  const peers = groupPeers(sorted);
  const rankings = rows.map(() => UNRANKED);
  let leader: SureAverage | null = null;
  let tieGroup = 0;
  let rank = 0;
  for (const [index, row] of sorted.entries()) {
    if (leader === null || isSurelyBetter(leader, row)) {
      leader = row;
      tieGroup += 1;
    }
    if (row.average !== sorted[index - 1]?.average) rank = index + 1;
    const differences = peers.map((group) => countSureDifferences(row, group));
    const better = differences.reduce((sum, count) => sum + count.better, 0);
    const worse = differences.reduce((sum, count) => sum + count.worse, 0);
    rankings[row.place] = { rank, rankInterval: { low: better + 1, high: sorted.length - worse }, tieGroup };
  }
  return rankings;
}
