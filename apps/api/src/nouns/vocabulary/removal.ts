import type { EnumName } from '@lamina/metrics';
import {
  type Fitness,
  type UnitKind as PlanUnitKind,
  PRUNING_LANE,
  STRATEGY,
  type PruningLane as StoredLane,
  type StrategyName,
} from '@lamina/plans';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

/** How layers are chosen for removal; the value is the name in the strategies package. */
export const Strategy = defineEnum('Strategy', 'Strategy that chooses the layers to remove.', {
  SEQUENTIAL: [STRATEGY.sequential, 'From the first layer forwards.'],
  REVERSE: [STRATEGY.reverse, 'From the last layer backwards.'],
  BLOCK_INFLUENCE: [STRATEGY.blockInfluence, 'Lowest block influence first.'],
  RELATIVE_MAGNITUDE: [STRATEGY.relativeMagnitude, 'Lowest relative magnitude first.'],
  ANGULAR_SPAN: [STRATEGY.angularSpan, 'The run of consecutive layers whose ends are closest in angle.'],
  LEAVE_ONE_OUT_LOSS: [STRATEGY.leaveOneOutLoss, 'Lowest loss increase first, each measured alone.'],
  GREEDY_LOSS: [STRATEGY.greedyLoss, 'Lowest loss increase first, measured again after each removal.'],
  ITERATE: [STRATEGY.iterate, 'Lowest block influence first, measured again after each removal.'],
  ITERATE_REPAIR: [STRATEGY.iterateRepair, 'As ITERATE, with a repair of the removed layers before each measurement, and of the choice.'],
  EVOLUTIONARY: [STRATEGY.evolutionary, 'Found together by an evolutionary search for the least change of the predictions.'],
  RANDOM: [STRATEGY.random, 'Drawn by a seeded random generator; a control.'],
  RANDOM_INNER: [STRATEGY.randomInner, 'Random, but never the first or last layer; the control that a strategy must beat.'],
  EXPLICIT: [STRATEGY.explicit, 'An explicit list of layers.'],
} satisfies Record<EnumName<StrategyName>, readonly [StrategyName, string]>);
export type Strategy = ValueOf<typeof Strategy>;

/** Description of the field chosenOn, wherever a strategy is named. */
export const CHOSEN_ON = 'Short name of the calibration text whose scores chose the units; null if no scores did, or if it is not known.';

export const SearchFitness = defineEnum('SearchFitness', 'What an evolutionary search makes small.', {
  DIVERGENCE: ['divergence', 'The divergence (KL) of the predictions from those of the whole model.'],
  LOSS: ['loss', 'The loss on the text.'],
} satisfies Record<EnumName<Fitness>, readonly [Fitness, string]>);
export type SearchFitness = ValueOf<typeof SearchFitness>;

export const UnitKind = defineEnum('UnitKind', 'Kinds of units that can be removed from a model.', {
  BLOCK: ['block', 'A whole layer.'],
  ATTENTION: ['attention', 'The attention of a layer, with its cache.'],
  MLP: ['mlp', 'The MLP of a layer, including its experts.'],
} satisfies Record<EnumName<PlanUnitKind>, readonly [PlanUnitKind, string]>);
export type UnitKind = ValueOf<typeof UnitKind>;

export const PruningLane = defineEnum('PruningLane', 'What was done to a pruned model. Lanes are never ranked in one list by default.', {
  REMOVAL_ONLY: [PRUNING_LANE.removalOnly, 'Units are removed and nothing replaces them.'],
  REPAIRED: [PRUNING_LANE.repaired, 'Removed layers are replaced by a training-free repair, which is solved on a calibration text.'],
  IMPORTED: [PRUNING_LANE.imported, 'The pruning was handed in with its results. The model may have been trained after the removal.'],
} satisfies Record<EnumName<StoredLane>, readonly [StoredLane, string]>);
export type PruningLane = ValueOf<typeof PruningLane>;

export const RemovalAxis = defineEnum('RemovalAxis', 'What a removed share refers to.', {
  BLOCKS: 'Layers: 2 of 8 layers are a quarter, independent of their size.',
  PARAMETERS: 'Parameters, including those outside the layers. Models with few or small layers lose more layers at the same share.',
});
export type RemovalAxis = ValueOf<typeof RemovalAxis>;
