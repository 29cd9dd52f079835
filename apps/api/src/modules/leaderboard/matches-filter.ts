import type { LeaderboardFilter } from './leaderboard-filter.input.ts';
import type { CandidateRecord } from './leaderboard-statements.ts';

/** Whether the leaderboard's filter lets a model through. */
export function matchesFilter(record: CandidateRecord, filter: LeaderboardFilter): boolean {
  const text = `${record.slug}\n${record.name}`.toLowerCase();
  const words = (filter.search ?? '').toLowerCase().split(/\s+/);
  return (
    (filter.models?.includes(record.slug) ?? true) &&
    (filter.families?.includes(record.family) ?? true) &&
    words.every((word) => text.includes(word)) &&
    isInside(record.parameterCount, filter.parameters) &&
    isInside(record.blockCount, filter.blocks)
  );
}

function isInside(value: number, range: { readonly gte?: number | null; readonly lte?: number | null } | null | undefined): boolean {
  return value >= (range?.gte ?? -Infinity) && value <= (range?.lte ?? Infinity);
}
