import { MEASURES } from '../measures/measures.ts';
import { DIVERGENCE } from '../prediction/published-divergence.ts';

/** The operations that change one block at a time, by the name that URLs and tables have for it. Each is a measurement of its own: never averaged, never merged. */
export const LAYER_OPERATIONS = ['removed', 'rounded-kl', 'rounded-perplexity', 'influence'] as const;
export type LayerOperation = (typeof LAYER_OPERATIONS)[number];

/** For titles and switches. */
export const OPERATION_LABELS: Readonly<Record<LayerOperation, string>> = {
  removed: 'Removed',
  'rounded-kl': 'Rounded, by KL divergence',
  'rounded-perplexity': 'Rounded, by perplexity',
  influence: 'Influence (cosine)',
};

/** How values of one unit are read. */
export interface ValueUnit {
  readonly operation: LayerOperation;
  /** The unit in words, behind the number. */
  readonly words: string;
  /** The measured quantity, in words. */
  readonly metric: string;
  /** False where a high value means that the block matters little. */
  readonly isLowTolerated: boolean;
}

const removed = (words: string, metric: string): ValueUnit => ({ operation: 'removed', words, metric, isLowTolerated: true });
const influence = (words: string, metric: string): ValueUnit => ({ operation: 'influence', words, metric, isLowTolerated: true });

/**
 * Units of influences, that which stands for a model first: a mean over tokens says more than a sum, and an angle of single tokens less. A measured
 * influence comes before all of them.
 */
const INFLUENCES: readonly (readonly [string, ValueUnit])[] = [
  ['1 - cosine, mean over tokens', influence('1 − cosine', 'block influence')],
  ['sum over tokens of 1 - cosine', influence('1 − cosine, summed over tokens', 'block influence, summed')],
  ['arccos(cosine)/pi', influence('of a half turn', 'angular distance')],
  ['cosine of normed inputs', { ...influence('cosine of normed inputs', 'cosine of normed inputs'), isLowTolerated: false }],
];

const UNITS: ReadonlyMap<string, ValueUnit> = new Map([
  [MEASURES.lossIncrease.id, removed(MEASURES.lossIncrease.unit, 'loss increase')],
  ['nats/token loss difference', removed('nats per token', 'loss increase')],
  ['perplexity', removed('perplexity', 'perplexity without the block')],
  ['perplexity difference in percent of dense', removed('% of the perplexity', 'perplexity increase')],
  [DIVERGENCE, { operation: 'rounded-kl', words: 'nats of KL per token', metric: 'KL divergence', isLowTolerated: true }],
  [
    'perplexity difference',
    { operation: 'rounded-perplexity', words: 'perplexity', metric: 'perplexity difference', isLowTolerated: true },
  ],
  [MEASURES.blockInfluence.id, influence('1 − cosine', 'block influence')],
  ...INFLUENCES,
]);

/**
 * How values of a unit are read; null for what belongs to no operation. Of a measured value the unit is the id of its measure.
 * @param method what was done; a removal is one in whatever unit
 */
export function findValueUnit(method: string, unit: string): ValueUnit | null {
  return UNITS.get(unit) ?? (method === 'remove' ? removed(unit, 'removal') : null);
}

/** The place of a unit among those of its operation: the lowest stands for a model. */
export function preferenceOfUnit(unit: string): number {
  return INFLUENCES.findIndex(([name]) => name === unit);
}
