import { averageOf, estimateMean, type Interval } from '@lamina/metrics';
import type { CompareRetentionsQuery } from '../../generated/graphql.ts';
import { findGuessing, listGuessing } from '../pruning/find-guessing.ts';
import type { Chances } from '../pruning/load-chances.ts';
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
  /** What random guessing keeps as measured, chance ÷ dense; null if it is not known, and above chance, where it is 0. */
  readonly guessing: number | null;
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

export interface RetentionFacts {
  readonly entries: readonly CompareEntry[];
  readonly retention: Retention;
  readonly differences: Differences;
  readonly chances: Chances;
}

/** The retentions of all entries, benchmark by benchmark, the average first. */
export function buildRetention({ entries, retention, differences, chances }: RetentionFacts): RetentionRow[] {
  const bySlug = new Map(retention.nodes.map((row) => [row.model.slug, row]));
  return [AVERAGE, ...retention.benchmarks].map((benchmark) => ({
    benchmark,
    retentions: new Map(
      entries.map((entry) => [getEntryKey(entry), averageMembers(entry, { rows: bySlug, benchmark, retention, chances })]),
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
  readonly retention: Pick<Retention, 'aboveChance' | 'benchmarks'>;
  readonly chances: Chances;
}

/** A family's retention is the mean of its measured models, with the interval from the spread between them. */
function averageMembers({ members }: CompareEntry, wanted: WantedRetention): RetentionCell {
  const { aboveChance } = wanted.retention;
  const cells = members
    .map(({ slug }) => {
      const row = wanted.rows.get(slug);
      return { ...readCell(row, wanted.benchmark), aboveChance, guessing: readGuessing(row, wanted) };
    })
    .filter((cell) => cell.value !== null);
  const [only] = cells;
  if (!only) return { value: null, standardError: null, aboveChance, guessing: null };
  if (cells.length === 1) return only;
  const { mean, standardError, interval } = estimateMean(cells.map(({ value }) => value).filter((value) => value !== null));
  return { value: mean, standardError, interval, aboveChance, guessing: averageOf(cells.map(({ guessing }) => guessing)) };
}

function readGuessing(row: BoardRow | undefined, { benchmark, retention, chances }: WantedRetention): number | null {
  if (row === undefined || retention.aboveChance) return null;
  const dense = row.cells.map((cell) => ({ benchmark: cell.benchmark, value: cell.denseValue, chance: chances[cell.benchmark] ?? null }));
  return findGuessing(listGuessing(dense), benchmark === AVERAGE ? retention.benchmarks : [benchmark]);
}

function readCell(row: BoardRow | undefined, benchmark: string): Pick<RetentionCell, 'value' | 'standardError'> {
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
