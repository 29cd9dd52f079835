import { type BoardRow, countMeasured } from './board-row.ts';
import type { LeaderboardFilters } from './leaderboard-params.ts';

/** The rows that match the filters, in the given order. */
export function filterRows(rows: readonly BoardRow[], filters: LeaderboardFilters, benchmarks: readonly string[]): BoardRow[] {
  const words = filters.q.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const { model } = row;
    const text = [model.name, model.slug, model.family.name, model.architecture].join(' ').toLowerCase();
    return (
      words.every((word) => text.includes(word)) &&
      isOneOf(model.family.slug, filters.family) &&
      isOneOf(model.precision, filters.precision) &&
      isOneOf(model.normPlacement.toLowerCase(), filters.norm) &&
      isInside(model.parameterCount, filters.minParameters, filters.maxParameters) &&
      isInside(model.blockCount, filters.minBlocks, filters.maxBlocks) &&
      hasCompleteness(row, filters.measured, benchmarks)
    );
  });
}

function isOneOf(value: string, chosen: readonly string[]): boolean {
  return chosen.length === 0 || chosen.includes(value);
}

function isInside(value: number, low: number | null, high: number | null): boolean {
  return value >= (low ?? Number.NEGATIVE_INFINITY) && value <= (high ?? Number.POSITIVE_INFINITY);
}

function hasCompleteness(row: BoardRow, wanted: LeaderboardFilters['measured'], benchmarks: readonly string[]): boolean {
  if (wanted === 'all') return true;
  return (countMeasured(row, benchmarks) === benchmarks.length) === (wanted === 'complete');
}
