import { angularDistance } from './angular-distance.ts';
import { hiddenNorm } from './hidden-norm.ts';
import { attentionInfluence, blockInfluence, blockInfluenceFinalNorm, mlpInfluence } from './influence.ts';
import { attentionLossIncrease, lossIncrease, mlpLossIncrease } from './loss-increase.ts';
import { outputDivergence } from './output-divergence.ts';
import { relativeMagnitude } from './relative-magnitude.ts';

/** All measures by the name that results have for them. */
export const MEASURES = {
  blockInfluence,
  blockInfluenceFinalNorm,
  relativeMagnitude,
  attentionInfluence,
  mlpInfluence,
  angularDistance,
  hiddenNorm,
  lossIncrease,
  attentionLossIncrease,
  mlpLossIncrease,
  outputDivergence,
} as const;

/** The id of a measure's definition. */
export type MeasureId = (typeof MEASURES)[keyof typeof MEASURES]['id'];

export const MEASURE_IDS: readonly MeasureId[] = Object.values(MEASURES).map(({ id }) => id);

/** The measures of units that one pass over a text gives, by name. */
export const INFLUENCE_MEASURES = [
  'blockInfluence',
  'blockInfluenceFinalNorm',
  'relativeMagnitude',
  'attentionInfluence',
  'mlpInfluence',
] as const satisfies readonly (keyof typeof MEASURES)[];

export type InfluenceMeasure = (typeof INFLUENCE_MEASURES)[number];
