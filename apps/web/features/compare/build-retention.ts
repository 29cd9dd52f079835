import { estimateMean, type Interval } from '@lamina/metrics';
import type { CompareRetentionsQuery } from '../../generated/graphql.ts';
import { type CompareEntry, getEntryKey } from './compare-entry.ts';
import type { Retention } from './load-comparison.ts';

/** The mean over the benchmarks, as a separate row. */
export const AVERAGE = 'average';

export interface RetentionCell {
  readonly value: number | null;
  readonly standardError: number | null;
  /** 95 %; only if it differs from the normal interval of the standard error. */
  readonly interval?: Interval | null;
  /** Whether it is above chance. */
  readonly aboveChance: boolean;
}

export interface DifferenceCell {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** One benchmark, or the average, with a cell per entry. */
export interface RetentionRow {
  readonly benchmark: string;
  readonly retentions: ReadonlyMap<string, RetentionCell>;
  /** Difference from the baseline, paired by document; missing for the baseline itself and for families. */
  readonly differences: ReadonlyMap<string, DifferenceCell>;
  /** Pruned − dense accuracy of the same model, paired by document; missing for families. */
  readonly losses: ReadonlyMap<string, DifferenceCell>;
}

type Differences = CompareRetentionsQuery['compareRetentions']['differences'];
type BoardRow = Retention['nodes'][number];

/** The retentions of all entries, benchmark by benchmark, the average first. */
export function buildRetention(entries: readonly CompareEntry[], retention: Retention, differences: Differences): RetentionRow[] {
  const bySlug = new Map(retention.nodes.map((row) => [row.model.slug, row]));
  return [AVERAGE, ...retention.benchmarks].map((benchmark) => ({
    benchmark,
    retentions: new Map(
      entries.map((entry) => [getEntryKey(entry), averageMembers(entry, { rows: bySlug, benchmark, aboveChance: retention.aboveChance })]),
    ),
    differences: listModels(entries, ({ slug }) =>
      toCell(differences.find((one) => one.slug === slug && one.benchmark === (benchmark === AVERAGE ? null : benchmark))),
    ),
    losses: listModels(entries, ({ slug }) => findLoss(bySlug.get(slug), benchmark, retention.lane)),
  }));
}

interface WantedRetention {
  readonly rows: ReadonlyMap<string, BoardRow>;
  readonly benchmark: string;
  readonly aboveChance: boolean;
}

/** A family's retention is the mean of its measured models, with the interval from the spread between them. */
function averageMembers({ members }: CompareEntry, { rows, benchmark, aboveChance }: WantedRetention): RetentionCell {
  const cells = members.map(({ slug }) => ({ ...readCell(rows.get(slug), benchmark), aboveChance })).filter((cell) => cell.value !== null);
  const [only] = cells;
  if (!only) return { value: null, standardError: null, aboveChance };
  if (cells.length === 1) return only;
  const { mean, standardError, interval } = estimateMean(cells.map(({ value }) => value).filter((value) => value !== null));
  return { value: mean, standardError, interval, aboveChance };
}

function readCell(row: BoardRow | undefined, benchmark: string): Omit<RetentionCell, 'aboveChance'> {
  if (benchmark === AVERAGE) return { value: row?.averageRetention ?? null, standardError: row?.averageRetentionStandardError ?? null };
  const cell = row?.cells.find((one) => one.benchmark === benchmark);
  return { value: cell?.retention ?? null, standardError: cell?.retentionStandardError ?? null };
}

function listModels(entries: readonly CompareEntry[], find: (entry: CompareEntry) => DifferenceCell | null): Map<string, DifferenceCell> {
  const cells = entries.filter(({ kind }) => kind === 'model').map((entry) => [getEntryKey(entry), find(entry)] as const);
  return new Map(cells.flatMap(([key, cell]) => (cell ? [[key, cell] as const] : [])));
}

function toCell(difference: Differences[number] | undefined): DifferenceCell | null {
  if (!difference) return null;
  const { confidenceInterval: interval } = difference;
  return { value: difference.difference, low: interval?.low ?? null, high: interval?.high ?? null };
}

function findLoss(row: BoardRow | undefined, benchmark: string, lane: string | null): DifferenceCell | null {
  const found = row?.pruning.evaluations.nodes.find((one) => one.benchmark.name === benchmark && one.lane === lane)?.difference;
  if (!found) return null;
  return { value: found.value, low: found.confidenceInterval?.low ?? null, high: found.confidenceInterval?.high ?? null };
}
