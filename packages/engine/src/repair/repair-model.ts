import type { Removal } from '@lamina/plans';
import type { OpenedModel } from '../model/open/open-model.ts';
import type { Progress } from '../progress.ts';
import type { Window } from '../score/windows.ts';
import type { SessionOptions } from '../session/session.ts';
import { checkOverlap } from './check-overlap.ts';
import { type FittedRepair, fitRepair } from './fit-repair.ts';
import type { RepairRequest } from './repair-record.ts';

export interface RepairInput extends SessionOptions {
  readonly removal: Removal;
  /** The windows of the calibration text of the request. */
  readonly calibration: readonly Window[];
  /** Text on which the repair will be judged; empty where there is none. */
  readonly heldOut: readonly Window[];
  /** The number of windows per run. */
  readonly batch: number;
}

const DEFAULT_RANK = 64;

/** Solves a repair as it was requested (fitRepair). @throws AppError as fitRepair and checkOverlap do. */
export async function* repairModel(
  opened: OpenedModel,
  request: RepairRequest,
  input: RepairInput,
): AsyncGenerator<Progress, FittedRepair> {
  const { kind, alpha = null, rank = DEFAULT_RANK, tokenRule = 'all' } = request;
  checkOverlap(input.calibration, input.heldOut);
  return yield* fitRepair(opened, { ...input, kind, alpha, rank, tokenRule });
}
