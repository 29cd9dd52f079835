import { getAt } from '@lamina/errors';
import { alignByDepth, type DepthCell, type DepthPoint } from './align-by-depth.ts';
import { type AlignmentOptions, type ModelAgreement, measureAgreement } from './measure-agreement.ts';

/** One metric of all blocks of a model. */
export interface ScoredModel {
  readonly slug: string;
  /** Its blocks in order; empty if it does not have the metric. */
  readonly points: readonly DepthPoint[];
}

/** One range of relative depth. It includes its lower end; the last range includes both ends. */
export interface DepthRange {
  /** 0 to 1. */
  readonly low: number;
  /** 0 to 1. */
  readonly high: number;
  /** One cell per model, in the order of the models. */
  readonly cells: readonly (DepthCell & { readonly slug: string })[];
}

/** Models compared by one metric. */
export interface ModelComparison {
  /** Equal-width ranges of relative depth in order. */
  readonly bins: readonly DepthRange[];
  /** Every pair of models, in the order of the models, by their names. */
  readonly agreements: readonly (ModelAgreement & { readonly first: string; readonly second: string })[];
}

/** Compares the scores of models by relative depth and in pairs. */
export function compareModels(models: readonly ScoredModel[], options: AlignmentOptions): ModelComparison {
  const { binCount } = options;
  const aligned = models.map(({ slug, points }) => ({ slug, cells: alignByDepth(points, binCount) }));
  return {
    bins: Array.from({ length: binCount }, (_, bin) => ({
      low: bin / binCount,
      high: (bin + 1) / binCount,
      cells: aligned.map(({ slug, cells }) => ({ slug, ...getAt(cells, bin) })),
    })),
    agreements: models.flatMap((one, place) =>
      models.slice(place + 1).map((other) => ({
        first: one.slug,
        second: other.slug,
        ...measureAgreement(one.points, other.points, options),
      })),
    ),
  };
}
