import type { LeaderboardFilter } from './leaderboard-filter.input.ts';
import type { LeaderboardEntry } from './leaderboard-order.ts';

/** Whether the leaderboard's filter lets a row through. */
export function matchesFilter({ record, row }: LeaderboardEntry, filter: LeaderboardFilter): boolean {
  const text = `${record.slug}\n${record.name}`.toLowerCase();
  const words = (filter.search ?? '').toLowerCase().split(/\s+/);
  return (
    (filter.models?.includes(record.slug) ?? true) &&
    (filter.families?.includes(record.family) ?? true) &&
    words.every((word) => text.includes(word)) &&
    isInside(record.parameterCount, filter.parameters) &&
    isInside(record.blockCount, filter.blocks) &&
    (filter.precisions?.includes(record.precision) ?? true) &&
    (filter.normPlacements?.includes(record.normPlacement) ?? true) &&
    (filter.architectures?.includes(record.architecture ?? '') ?? true) &&
    isInside(row.completeness, filter.completeness)
  );
}

function isInside(value: number, range: { readonly gte?: number | null; readonly lte?: number | null } | null | undefined): boolean {
  return value >= (range?.gte ?? -Infinity) && value <= (range?.lte ?? Infinity);
}
