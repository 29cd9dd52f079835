import type { EnumName } from '@lamina/metrics';
import { PRUNING_LANE, type PruningLane as StoredLane } from '@lamina/plans';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

export const PruningLane = defineEnum('PruningLane', 'What was done to a pruned model. Lanes are never ranked in one list by default.', {
  REMOVAL_ONLY: [PRUNING_LANE.removalOnly, 'Units are removed and nothing replaces them.'],
  REPAIRED: [PRUNING_LANE.repaired, 'Removed layers are replaced by a training-free repair, which is solved on a calibration text.'],
  IMPORTED: [PRUNING_LANE.imported, 'The pruning was handed in with its results. The model may have been trained after the removal.'],
} satisfies Record<EnumName<StoredLane>, readonly [StoredLane, string]>);
export type PruningLane = ValueOf<typeof PruningLane>;
