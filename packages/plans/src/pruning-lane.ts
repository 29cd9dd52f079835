/**
 * What was done to a pruned model. Lanes are never ranked together: a repair uses a calibration text, and an imported result may come from a model
 * that was trained after the removal.
 */
export const PRUNING_LANE = {
  removalOnly: 'removal-only',
  repaired: 'repaired',
  imported: 'imported',
} as const;

export type PruningLane = (typeof PRUNING_LANE)[keyof typeof PRUNING_LANE];
