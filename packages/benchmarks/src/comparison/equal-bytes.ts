import { HEADLINE_OF_KIND } from '@lamina/metrics';
import type { BenchmarkRetention } from './list-left-out-above-chance.ts';
import { type EvaluatedCell, type MeanRetention, measureRetention } from './measure-retention.ts';
import { withChanceSubtracted } from './subtract-chance.ts';

/** A quantized form of the whole model. Its retentions compare it with the original, as those of pruned models do. */
export interface QuantizedWhole {
  /** Short name of the quantized model. */
  readonly model: string;
  readonly precision: string;
  /** Bytes of its weights ÷ bytes of the original's weights, 0 to 1. */
  readonly bytesRatio: number;
  readonly cells: readonly EvaluatedCell[];
}

/** A form with what is needed to take guessing out of its retentions. */
export type MeasuredQuantizedWhole = QuantizedWhole & { readonly cells: readonly (EvaluatedCell & BenchmarkRetention)[] };

/** A pruned model, and the benchmarks by whose accuracy it is compared. */
export interface PrunedForBytes {
  /** Removed parameters ÷ all parameters, less what a repair adds. */
  readonly removedParameterRatio: number;
  readonly benchmarks: readonly string[];
  readonly aboveChance: boolean;
}

/** What quantization alone keeps with at most the bytes of a pruned model. */
export interface EqualBytesBaseline extends MeanRetention {
  readonly model: string;
  readonly precision: string;
  readonly bytesRatio: number;
  /** Bytes of the pruned model ÷ bytes of the original: the share of its parameters, which keep their precision. */
  readonly prunedBytesRatio: number;
}

/**
 * The baseline of equal bytes: of the quantized forms that have the metric on every benchmark, the largest whose weights take at most `prunedBytesRatio`
 * of the original's bytes. It usually takes fewer bytes than the pruned model, because precisions are few; so what it keeps is a lower bound.
 */
export function findEqualBytes(
  forms: readonly QuantizedWhole[],
  prunedBytesRatio: number,
  wanted: { readonly benchmarks: readonly string[]; readonly metric: string },
): EqualBytesBaseline | null {
  const measured = forms
    .filter(({ bytesRatio }) => bytesRatio <= prunedBytesRatio)
    .flatMap(({ model, precision, bytesRatio, cells }) => {
      const mean = measureRetention(cells, wanted);
      return mean === null ? [] : [{ model, precision, bytesRatio, prunedBytesRatio, ...mean }];
    });
  return measured.toSorted((a, b) => b.bytesRatio - a.bytesRatio)[0] ?? null;
}

/** The baseline of equal bytes of one pruned model by its mean accuracy. @param forms as measured */
export function findEqualBytesOf(
  forms: readonly MeasuredQuantizedWhole[],
  { removedParameterRatio, benchmarks, aboveChance }: PrunedForBytes,
): EqualBytesBaseline | null {
  const counted = aboveChance ? forms.map(withChanceSubtracted) : forms;
  return findEqualBytes(counted, 1 - removedParameterRatio, { benchmarks, metric: HEADLINE_OF_KIND['multiple-choice'] });
}
