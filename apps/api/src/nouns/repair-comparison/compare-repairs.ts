import { findControl } from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import {
  averageIndependent,
  averageOf,
  HEADLINE_OF_KIND,
  holmAdjust,
  normalInterval,
  normalProbability,
  REPAIR_KINDS,
} from '@lamina/metrics';
import { RepairKind } from '../vocabulary/repair-kind.ts';
import { Strategy } from '../vocabulary/strategy.ts';
import { type RepairComparison, type RepairGain, type RepairResult, RepairVerdict } from './repair-comparison.type.ts';
import type { PairedGain, RepairCell, RepairRecord } from './repair-comparison-statements.ts';

const SURE = 0.05;
const PERPLEXITY = HEADLINE_OF_KIND.perplexity;
const ACCURACY = HEADLINE_OF_KIND['multiple-choice'];

/** Every repair of every removal, with the removal alone. */
export function compareRepairs(all: readonly RepairRecord[], gains: readonly PairedGain[]): RepairComparison {
  const [first] = all;
  const named = (kind: string): readonly string[] =>
    [...new Set(all.flatMap(({ cells }) => cells.filter((cell) => cell.kind === kind).map(({ benchmark }) => benchmark)))].sort();
  const benchmarks = named('multiple-choice');
  const texts = named('perplexity');
  const draws = all.filter(({ strategy, repair }) => strategy === Strategy.RANDOM_INNER && repair === RepairKind.NONE);
  const shown = newestOf(all.filter(({ seed }) => seed === null));
  const gainOf = judgeGains(shown, gains, benchmarks.length);
  const results = shown.map((record) => ({
    removedCount: record.removed.length,
    ...describe(record, { alone: findAlone(record, shown), benchmarks, texts, gain: gainOf.get(record.key) ?? null }),
  }));
  const order = (kind: RepairKind): number => REPAIR_KINDS.indexOf(kind);
  return {
    lane: first?.lane ?? null,
    benchmarks,
    texts,
    steps: [...Map.groupBy(results, ({ removedCount }) => removedCount)]
      .toSorted(([a], [b]) => a - b)
      .map(([removedCount, own]) => ({
        removedCount,
        control: controlOf(draws, removedCount, benchmarks),
        results: own.toSorted((a, b) => order(a.repair) - order(b.repair)),
      })),
  };
}

/** Repaired removals of shown records, each with the same removal alone. */
export function listPairs(all: readonly RepairRecord[]): readonly { readonly key: string; readonly aloneKey: string }[] {
  const shown = newestOf(all.filter(({ seed }) => seed === null));
  return shown.flatMap((record) => {
    const alone = findAlone(record, shown);
    return record.repair === RepairKind.NONE || alone === undefined ? [] : [{ key: record.key, aloneKey: alone.key }];
  });
}

/** Each removal with each repair once: several strategies may choose the same layers. */
function newestOf(records: readonly RepairRecord[]): readonly RepairRecord[] {
  const found = new Map<string, RepairRecord>();
  for (const record of records) {
    const key = JSON.stringify([record.removed, record.repair, record.calibration, record.tokenRule]);
    if (!found.has(key)) found.set(key, record);
  }
  return [...found.values()];
}

function findAlone({ removed }: RepairRecord, shown: readonly RepairRecord[]): RepairRecord | undefined {
  return shown.find((other) => other.repair === RepairKind.NONE && other.removed.join() === removed.join());
}

interface ResultFacts {
  readonly alone: RepairRecord | undefined;
  readonly benchmarks: readonly string[];
  readonly texts: readonly string[];
  readonly gain: RepairGain | null;
}

function describe(record: RepairRecord, { alone, benchmarks, texts, gain }: ResultFacts): RepairResult {
  const { key, strategy, removed, repair, calibration, tokenRule, predictedError } = record;
  const { average, standardError } = averageIndependent(retentionsOf(record, benchmarks));
  const losses = averageIndependent(texts.map((text) => logRatioOf(findCell(record, text, PERPLEXITY))));
  const divergence = averageIndependent(texts.map((text) => toResult(findCell(record, text, 'kl_divergence'))));
  return {
    ...{ key, strategy, removed, repair, calibration, tokenRule, predictedError, gain },
    retention: average,
    retentionStandardError: standardError,
    perplexityRatio: losses.average === null ? null : Math.exp(losses.average),
    perplexityInterval: perplexityIntervalOf(losses),
    divergence: divergence.average,
    divergenceStandardError: divergence.standardError,
    measuredError: repair === RepairKind.NONE || alone === undefined ? null : measureError(record, alone, texts),
  };
}

function retentionsOf(record: RepairRecord, benchmarks: readonly string[]) {
  return benchmarks.map((name) => {
    const cell = findCell(record, name, ACCURACY);
    return { value: cell?.retention ?? null, standardError: cell?.retentionStandardError ?? null };
  });
}

function findCell({ cells }: RepairRecord, benchmark: string, metric: string): RepairCell | undefined {
  return cells.find((cell) => cell.benchmark === benchmark && cell.metric === metric);
}

/** ln (pruned ÷ dense perplexity) and its standard error, that of the ratio divided by the ratio. */
function logRatioOf(cell: RepairCell | undefined) {
  const retention = cell?.retention ?? null;
  const error = cell?.retentionStandardError ?? null;
  return {
    value: retention === null ? null : Math.log(retention),
    standardError: retention === null || error === null ? null : error / retention,
  };
}

function toResult(cell: RepairCell | undefined) {
  return { value: cell?.value ?? null, standardError: cell?.standardError ?? null };
}

function perplexityIntervalOf({ average, standardError }: ReturnType<typeof averageIndependent>) {
  const interval = average === null ? null : normalInterval(average, standardError);
  return interval && { low: Math.exp(interval.low), high: Math.exp(interval.high) };
}

/** The share of the added loss that a repair leaves; null where removal alone adds none. */
function measureError(record: RepairRecord, alone: RepairRecord, texts: readonly string[]): number | null {
  return averageOf(
    texts.map((text) => {
      const left = logRatioOf(findCell(record, text, PERPLEXITY)).value;
      const whole = logRatioOf(findCell(alone, text, PERPLEXITY)).value;
      return left === null || whole === null || whole <= 0 ? null : left / whole;
    }),
  );
}

function controlOf(draws: readonly RepairRecord[], removedCount: number, benchmarks: readonly string[]) {
  const bySeed = new Map<number | null, number>();
  for (const record of draws.filter(({ removed }) => removed.length === removedCount)) {
    const { average } = averageIndependent(retentionsOf(record, benchmarks));
    if (average !== null && !bySeed.has(record.seed)) bySeed.set(record.seed, average);
  }
  return findControl([...bySeed.values()]);
}

/** The gains that all benchmarks measure, with Holm's correction over all of them: a list of repairs is one family of claims. */
function judgeGains(shown: readonly RepairRecord[], gains: readonly PairedGain[], benchmarkCount: number): ReadonlyMap<string, RepairGain> {
  const byKey = Map.groupBy(gains, ({ key }) => key);
  const tested = shown.flatMap(({ key }) => {
    // Removals alone, and repairs without paired answers, have no gain.
    const own = byKey.get(key) ?? [];
    if (own.length === 0 || own.length < benchmarkCount) return [];
    const { average, standardError } = averageIndependent(
      own.map(({ difference, standardError: error }) => ({ value: difference, standardError: error })),
    );
    return average === null || standardError === null ? [] : [{ key, value: average, standardError, p: twoSidedP(average, standardError) }];
  });
  const adjusted = holmAdjust(tested.map(({ p }) => p));
  return new Map(
    tested.map(({ key, value, standardError, p }, place) => {
      const holmP = getAt(adjusted, place);
      const verdict = holmP >= SURE ? RepairVerdict.NOT_DISTINGUISHABLE : value > 0 ? RepairVerdict.BETTER : RepairVerdict.WORSE;
      return [key, { value, standardError, confidenceInterval: normalInterval(value, standardError), p, holmP, verdict }];
    }),
  );
}

/** Where no answer differs, nothing can be told. */
function twoSidedP(value: number, standardError: number): number {
  return standardError === 0 ? 1 : 2 * normalProbability(-Math.abs(value) / standardError);
}
