import { angularDistance } from './angular-distance.ts';
import { hiddenNorm } from './hidden-norm.ts';
import { attentionInfluence, blockInfluence, blockInfluenceFinalNorm, mlpInfluence } from './influence.ts';
import { attentionLossIncrease, lossIncrease, mlpLossIncrease } from './loss-increase.ts';
import { relativeMagnitude } from './relative-magnitude.ts';

/** Measures of blocks that a pass over a text computes from the states around each block (BlockTerms), by the name that results have for them. */
export const BLOCK_MEASURES = { blockInfluence, blockInfluenceFinalNorm, relativeMagnitude } as const;

/** Measures of attentions and MLPs that a pass computes from the stream before and after each. */
export const SUBLAYER_MEASURES = { attentionInfluence, mlpInfluence } as const;

/** Measures of units that the losses without each unit alone give. */
export const LOSS_MEASURES = { lossIncrease, attentionLossIncrease, mlpLossIncrease } as const;

/** All measures by the name that results have for them. */
export const MEASURES = { ...BLOCK_MEASURES, ...SUBLAYER_MEASURES, angularDistance, hiddenNorm, ...LOSS_MEASURES } as const;

/** The id of a measure's definition. */
export type MeasureId = (typeof MEASURES)[keyof typeof MEASURES]['id'];

export const MEASURE_IDS: readonly MeasureId[] = Object.values(MEASURES).map(({ id }) => id);

export type BlockMeasure = keyof typeof BLOCK_MEASURES;
export type SublayerMeasure = keyof typeof SUBLAYER_MEASURES;
export type LossMeasure = keyof typeof LOSS_MEASURES;
/** A measure that one pass over a text gives. */
export type InfluenceMeasure = BlockMeasure | SublayerMeasure;
/** A measure that has a series over the blocks of a model. */
export type SeriesMeasure = InfluenceMeasure | LossMeasure;

export const INFLUENCE_MEASURES = Object.keys({ ...BLOCK_MEASURES, ...SUBLAYER_MEASURES }) as readonly InfluenceMeasure[];
export const SERIES_MEASURES: readonly SeriesMeasure[] = [...INFLUENCE_MEASURES, ...(Object.keys(LOSS_MEASURES) as LossMeasure[])];
