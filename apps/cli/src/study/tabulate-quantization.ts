import { findHeadline } from '@lamina/metrics';
import { areBlocksOnly } from '@lamina/plans';
import { STRATEGY } from '@lamina/strategies';
import type { StudyPruning, StudyResult } from './read-study.ts';

/** Order of quantization and removal. */
export type QuantizationOrder = 'dense' | 'quantize-then-remove' | 'remove-then-quantize';

/** One precision with one number of removed blocks. */
export interface QuantizationRow {
  readonly model: string;
  readonly precision: string;
  readonly order: QuantizationOrder;
  readonly removed: readonly number[];
  /** By benchmark and metric, as in `country-facts acc`. */
  readonly values: Readonly<Record<string, number>>;
  /** Null if speed was not measured. */
  readonly weightsBytes: number | null;
  readonly prefillTokensPerSecond: number | null;
  readonly decodeTokensPerSecond: number | null;
  /** The machine of the speed measurement: host, device, provider and threads. Speeds of different machines are not comparable. */
  readonly machine: string | null;
}

const RANDOM = /^random/;

/**
 * Precision × removed blocks of a model and its quantized forms, for the study's first strategy: blocks chosen by the scores of each form (quantize,
 * then remove), and blocks chosen by the scores of the original (remove, then quantize).
 */
export function tabulateQuantization(original: StudyResult, quantized: readonly StudyResult[]): readonly QuantizationRow[] {
  const strategy = original.prunings.find((pruning) => !RANDOM.test(pruning.strategy))?.strategy;
  return [original, ...quantized].flatMap((study) => {
    const isOriginal = study === original;
    const shown = study.prunings.filter(
      (pruning) =>
        pruning.repair === null &&
        areBlocksOnly(pruning.units) &&
        (pruning.strategy === strategy || (!isOriginal && pruning.strategy === STRATEGY.explicit)),
    );
    const orderOf = (pruning: StudyPruning): QuantizationOrder =>
      isOriginal || pruning.strategy === STRATEGY.explicit ? 'remove-then-quantize' : 'quantize-then-remove';
    const rows = shown.map((pruning) => ({ removed: pruning.removed, order: orderOf(pruning), evaluations: pruning.evaluations }));
    const dense = { removed: [], order: 'dense' as const, evaluations: study.dense.evaluations };
    return [dense, ...rows.toSorted((a, b) => a.removed.length - b.removed.length)].map(({ evaluations, ...row }) => ({
      model: study.model,
      precision: study.facts.precision,
      ...row,
      values: Object.fromEntries(listHeadlines(evaluations).map(({ benchmark, metric, value }) => [`${benchmark} ${metric}`, value])),
      ...speedOf(study, row.removed),
    }));
  });
}

/** One result per benchmark. */
function listHeadlines(evaluations: StudyPruning['evaluations']) {
  return [...Map.groupBy(evaluations, ({ benchmark }) => benchmark).values()]
    .map((own) => findHeadline(own))
    .filter((headline) => headline !== undefined);
}

/**
 * Speed for a single text. If these blocks were not measured, the speed of another removal of the same count is used: which blocks are removed does
 * not change the speed.
 */
function speedOf({ efficiency }: StudyResult, removed: readonly number[]) {
  const measured = efficiency.filter((row) => row.batch === 1 && row.repair === null && row.removed.length === removed.length);
  const row = measured.find((one) => one.removed.join() === removed.join()) ?? measured[0];
  return {
    weightsBytes: row?.weightsBytes ?? null,
    prefillTokensPerSecond: row?.prefillTokensPerSecond.median ?? null,
    decodeTokensPerSecond: row?.decodeTokensPerSecond?.median ?? null,
    machine: row === undefined ? null : [row.machine, row.device, row.provider, `${row.threads} threads`].join(', '),
  };
}
