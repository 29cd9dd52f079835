import {
  averageIndependent,
  averageOf,
  HEADLINE_OF_KIND,
  type Interval,
  NO_REPAIR,
  normalInterval,
  REPAIR_KINDS,
  type RepairKind,
} from '@lamina/metrics';
import type { StrategyName } from '@lamina/strategies';
import { describeRepairSetting, type RepairSettingFacts } from './describe-repair-setting.ts';
import { judgeGains, type PairedGain, type RepairGain, type SolvedRepair } from './judge-gains.ts';

/** One metric of one benchmark on a pruned model. */
export interface RepairCell {
  readonly benchmark: string;
  readonly kind: string;
  readonly metric: string;
  readonly value: number;
  readonly standardError: number | null;
  /** Pruned ÷ dense; null if it is not measured. */
  readonly retention: number | null;
  readonly retentionStandardError: number | null;
}

/** An evaluated removal of whole blocks, with a repair or without. */
export interface EvaluatedRepair extends SolvedRepair {
  readonly protocol: string;
  readonly strategy: StrategyName;
  /** Short name of the text on which its repair was solved; null without a repair. */
  readonly calibration: string | null;
  /** Digest of the text; null without a repair, and where it was not stored. */
  readonly calibrationDigest: string | null;
  /** Null without a repair. */
  readonly setting: RepairSettingFacts | null;
  /** By the token rule of the repair. */
  readonly predictedError: number | null;
  /** By two token rules. Over all tokens, sinks dominate the error, because they hold nearly all of the squared norm. */
  readonly predictedErrors: { readonly all: number; readonly noSinks: number } | null;
  readonly cells: readonly RepairCell[];
}

/** One removal with one repair, or without any, averaged over the benchmarks. */
export interface RepairOutcome extends Omit<EvaluatedRepair, 'protocol' | 'setting' | 'cells'> {
  /** Every strategy that chose these layers and was repaired so; `strategy` is that of the newest. */
  readonly strategies: readonly StrategyName[];
  /** The setting in words; null without a repair. */
  readonly setting: string | null;
  /** Mean over the multiple-choice benchmarks; null until all are measured. */
  readonly retention: number | null;
  readonly retentionStandardError: number | null;
  /** Pruned ÷ dense perplexity, geometric mean over the texts. */
  readonly perplexityRatio: number | null;
  /** Its 95 % interval. */
  readonly perplexityInterval: Interval | null;
  /** Kullback–Leibler divergence from the dense model, nats per token, mean over the texts. */
  readonly divergence: number | null;
  readonly divergenceStandardError: number | null;
  /** The share of the added loss that the repair leaves, mean over the texts; null where removal alone adds none. */
  readonly measuredError: number | null;
  /** Of accuracy; null for removal alone, and where answers cannot be paired. */
  readonly gain: RepairGain | null;
  /** ln (repaired ÷ removed alone perplexity), mean over the texts; null as the gain. */
  readonly perplexityChange: RepairGain | null;
}

/** All repairs at one number of removed blocks. */
export interface RepairStep {
  readonly removedCount: number;
  /** Removal alone first, then repairs in the order of REPAIR_KINDS. */
  readonly results: readonly RepairOutcome[];
}

/** The repairs of one model. */
export interface RepairComparison {
  /** Names of the multiple-choice benchmarks of the retention: those that all repaired removals share. */
  readonly benchmarks: readonly string[];
  /** Names of the perplexity texts. */
  readonly texts: readonly string[];
  /** Fewest removed blocks first. */
  readonly steps: readonly RepairStep[];
}

const PERPLEXITY = HEADLINE_OF_KIND.perplexity;
const ACCURACY = HEADLINE_OF_KIND['multiple-choice'];

/**
 * Every repair of every removal, with the removal alone.
 * @param measured evaluated removals of one model by one protocol, newest first
 * @param gains the paired differences of listRepairPairs
 */
export function compareRepairs(measured: readonly EvaluatedRepair[], gains: readonly PairedGain[]): RepairComparison {
  const cells = measured.flatMap((record) => record.cells);
  const named = (kind: string): readonly string[] =>
    [...new Set(cells.filter((cell) => cell.kind === kind).map(({ benchmark }) => benchmark))].sort();
  const benchmarks = listShared(named('multiple-choice'), measured);
  const texts = named('perplexity');
  const shown = newestOf(measured);
  const judged = judgeGains(shown, gains, { 'multiple-choice': benchmarks, perplexity: texts });
  const results = shown.map((record) => ({
    removedCount: record.removed.length,
    ...describe(record, { alone: findAlone(record, shown), benchmarks, texts }),
    gain: judged['multiple-choice'].get(record.key) ?? null,
    perplexityChange: judged.perplexity.get(record.key) ?? null,
  }));
  const order = (kind: RepairKind): number => REPAIR_KINDS.indexOf(kind);
  return {
    benchmarks,
    texts,
    steps: [...Map.groupBy(results, ({ removedCount }) => removedCount)]
      .toSorted(([a], [b]) => a - b)
      .map(([removedCount, own]) => ({ removedCount, results: own.toSorted((a, b) => order(a.repair) - order(b.repair)) })),
  };
}

/** The benchmarks that all repaired removals share: averages over different ones are not comparable. All, where they share none. */
function listShared(names: readonly string[], measured: readonly EvaluatedRepair[]): readonly string[] {
  const own = measured
    .filter(({ repair }) => repair !== NO_REPAIR)
    .map(({ cells }) => names.filter((name) => cells.some(({ benchmark }) => benchmark === name)))
    .filter((found) => found.length > 0);
  const shared = names.filter((name) => own.every((found) => found.includes(name)));
  return shared.length > 0 ? shared : names;
}

/** The repaired removals that compareRepairs shows, each with the same removal alone: what must be paired document by document. */
export function listRepairPairs(all: readonly EvaluatedRepair[]): readonly { readonly key: string; readonly aloneKey: string }[] {
  const shown = newestOf(all);
  return shown.flatMap((record) => {
    const alone = findAlone(record, shown);
    return record.repair === NO_REPAIR || alone === undefined ? [] : [{ key: record.key, aloneKey: alone.key }];
  });
}

/** A removal with a repair, and every strategy that chose it. */
interface ShownRepair extends EvaluatedRepair {
  readonly strategies: readonly StrategyName[];
}

/** Each removal with each repair once: several strategies may choose the same layers. Another setting, or another text, is another repair. */
function newestOf(records: readonly EvaluatedRepair[]): readonly ShownRepair[] {
  const found = new Map<string, ShownRepair>();
  for (const record of records) {
    const { removed, repair, setting, tokenRule, calibration, calibrationDigest } = record;
    const key = JSON.stringify([removed, repair, setting && describeRepairSetting(setting), tokenRule, calibration, calibrationDigest]);
    const newest = found.get(key) ?? { ...record, strategies: [] };
    if (!newest.strategies.includes(record.strategy)) found.set(key, { ...newest, strategies: [...newest.strategies, record.strategy] });
  }
  return [...found.values()];
}

function findAlone({ removed }: EvaluatedRepair, shown: readonly EvaluatedRepair[]): EvaluatedRepair | undefined {
  return shown.find((other) => other.repair === NO_REPAIR && other.removed.join() === removed.join());
}

interface ResultFacts {
  readonly alone: EvaluatedRepair | undefined;
  readonly benchmarks: readonly string[];
  readonly texts: readonly string[];
}

function describe(
  { protocol: _protocol, setting, cells, ...record }: ShownRepair,
  { alone, benchmarks, texts }: ResultFacts,
): Omit<RepairOutcome, 'gain' | 'perplexityChange'> {
  const { average, standardError } = averageIndependent(retentionsOf({ cells }, benchmarks));
  const losses = measureLosses({ cells }, texts);
  const divergence = averageIndependent(texts.map((text) => toResult(findCell({ cells }, text, 'kl_divergence'))));
  return {
    ...record,
    setting: setting && describeRepairSetting(setting),
    retention: average,
    retentionStandardError: standardError,
    perplexityRatio: perplexityRatioOf(losses),
    perplexityInterval: perplexityIntervalOf(losses),
    divergence: divergence.average,
    divergenceStandardError: divergence.standardError,
    measuredError: record.repair === NO_REPAIR || alone === undefined ? null : measureError({ cells }, alone, texts),
  };
}

/** A model with its results. */
type Measured = Pick<EvaluatedRepair, 'cells'>;

function retentionsOf(record: Measured, benchmarks: readonly string[]) {
  return benchmarks.map((name) => {
    const cell = findCell(record, name, ACCURACY);
    return { value: cell?.retention ?? null, standardError: cell?.retentionStandardError ?? null };
  });
}

function findCell({ cells }: Measured, benchmark: string, metric: string): RepairCell | undefined {
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

/** The mean of ln (pruned ÷ dense perplexity) over the texts. */
function measureLosses(record: Measured, texts: readonly string[]) {
  return averageIndependent(texts.map((text) => logRatioOf(findCell(record, text, PERPLEXITY))));
}

function perplexityRatioOf({ average }: ReturnType<typeof averageIndependent>): number | null {
  return average === null ? null : Math.exp(average);
}

function toResult(cell: RepairCell | undefined) {
  return { value: cell?.value ?? null, standardError: cell?.standardError ?? null };
}

function perplexityIntervalOf({ average, standardError }: ReturnType<typeof averageIndependent>) {
  const interval = average === null ? null : normalInterval(average, standardError);
  return interval && { low: Math.exp(interval.low), high: Math.exp(interval.high) };
}

/** The share of the added loss that a repair leaves; null where removal alone adds none. */
function measureError(record: Measured, alone: Measured, texts: readonly string[]): number | null {
  return averageOf(
    texts.map((text) => {
      const left = logRatioOf(findCell(record, text, PERPLEXITY)).value;
      const whole = logRatioOf(findCell(alone, text, PERPLEXITY)).value;
      return left === null || whole === null || whole <= 0 ? null : left / whole;
    }),
  );
}
