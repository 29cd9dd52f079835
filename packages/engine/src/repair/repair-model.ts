import type { Removal } from '@lamina/plans';
import type { OpenedModel } from '../model/open/open-model.ts';
import type { Progress } from '../progress/progress.ts';
import type { ModelParts } from '../resident/model-parts.ts';
import type { SessionOptions } from '../session/session.ts';
import { checkOverlap } from '../text/check-overlap.ts';
import type { Window } from '../text/windows.ts';
import { type FittedRepair, fitRepairs } from './fit-repairs.ts';
import type { RepairRequest } from './repair-record.ts';
import type { RepairSolving } from './repair-solving.ts';

export interface RepairInput extends SessionOptions {
  readonly removal: Removal;
  /** The windows of the calibration text of all requests. */
  readonly calibration: readonly Window[];
  /** Text on which the repair will be judged; empty where there is none. */
  readonly heldOut: readonly Window[];
  /** The number of windows per run. */
  readonly batch: number;
  /** The parts of the model where they stay loaded; by default they are loaded for these repairs. */
  readonly parts?: ModelParts;
}

/** How a repair is solved, whatever its text. */
export type RepairChoice = Omit<RepairRequest, 'calibration'>;

const DEFAULT_RANK = 64;

/** A choice with its defaults. */
export function completeChoice({ kind, alpha, rank = DEFAULT_RANK, tokenRule = 'all' }: RepairChoice): RepairSolving {
  return { kind, alpha: alpha ?? null, rank, tokenRule };
}

/** Solves repairs of one removal as they were requested (fitRepairs), in their order. @throws AppError as fitRepairs and checkOverlap do. */
export async function* repairModel(
  opened: OpenedModel,
  requests: readonly RepairChoice[],
  input: RepairInput,
): AsyncGenerator<Progress, readonly FittedRepair[]> {
  checkOverlap(input.calibration, input.heldOut);
  return yield* fitRepairs(opened, { ...input, repairs: requests.map(completeChoice) });
}
