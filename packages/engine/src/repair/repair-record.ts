import { AppError } from '@lamina/errors';
import type { RepairKind, TokenRule } from '@lamina/metrics';
import type { BosPolicy, ScoreInput } from '@lamina/models';
import type { Change, UnitKind } from '@lamina/plans';

/** A requested repair. */
export interface RepairRequest {
  readonly kind: RepairKind;
  /** The text on which the repair is solved. It must not overlap with what is scored. */
  readonly calibration: ScoreInput;
  /**
   * The ridge, relative to the mean square of the tokens (solveRepair), default d / (5 N). `auto` chooses it, or a power of ten around it, by the error
   * over tokens that are no sinks on a part that is held back.
   */
  readonly alpha?: number | 'auto' | undefined;
  /** The rank of `low-rank`, default 64. */
  readonly rank?: number | undefined;
  /** The tokens that count, default `all`. */
  readonly tokenRule?: TokenRule;
}

/** How the calibration text of a repair is cut into windows, for commands that cut no other text. */
export interface CalibrationCut {
  /** Tokens per window, default 256. */
  readonly window?: number;
  /** Windows per run. */
  readonly batch?: number | undefined;
  readonly bos?: BosPolicy;
  /** The number of windows from the start; default all. */
  readonly windows?: number | undefined;
}

/** A change of a model, as the engine is asked for it. Its repair is solved where it is used. */
export type ModelChange = Change<RepairRequest & CalibrationCut>;

/** @throws AppError BAD_USER_INPUT for a change of the number format: such a model is written first */
export function refusePrecision({ precision }: Pick<ModelChange, 'precision'>): void {
  if (precision === null) return;
  throw new AppError(
    'BAD_USER_INPUT',
    `${precision} weights are written before they are used; quantize the model, and name the written folder`,
  );
}

/** Errors ‖R(X) − Y‖² / ‖X − Y‖² under both rules of which tokens count. 1 is no better than removal alone. */
export interface RepairErrors {
  readonly all: number;
  readonly 'no-sinks': number;
}

/** One run that was replaced. */
export interface GapRecord {
  /** The blocks [start, end) in the numbering of the parent. */
  readonly run: readonly [start: number, end: number];
  /** The removed part of these blocks. */
  readonly unit: UnitKind;
  /** The number of calibration tokens that counted. */
  readonly tokens: number;
  /** Null for kinds without a ridge. */
  readonly alpha: number | null;
  readonly lambda: number | null;
  /** The factor of a scalar; absent for other kinds. */
  readonly factor?: number | undefined;
  readonly calibrationError: number;
  /** The error on text that the solver did not see, by the same rule; null where there is none. */
  readonly heldOutError: number | null;
  readonly heldOutErrors: RepairErrors | null;
}

/** How a repair was solved, and how well it does. */
export interface RepairRecord {
  readonly kind: RepairKind;
  /** The alpha of the first run; null for kinds without a ridge. */
  readonly alpha: number | null;
  readonly alphaChosen: 'default' | 'given' | 'auto';
  /** The rank; for `low-rank` only. */
  readonly rank?: number | undefined;
  readonly tokenRule: TokenRule;
  /** The least of all runs. */
  readonly tokens: number;
  /** The largest of all runs. */
  readonly heldOutError: number | null;
  readonly heldOutErrors: RepairErrors | null;
  /** SHA-256 over all calibration ids as little-endian int32, in order. */
  readonly calibrationSha256: string;
  /** The number of weights that it adds to the model without the removed blocks. */
  readonly addedParameters: number;
  readonly gaps: readonly GapRecord[];
}

/** How a repair is solved. */
export interface RepairSolving {
  readonly kind: RepairKind;
  readonly alpha: number | 'auto' | null;
  readonly rank: number;
  readonly tokenRule: TokenRule;
}

/** How a repair is asked for, whatever its text. */
export type RepairChoice = Omit<RepairRequest, 'calibration'>;

const DEFAULT_RANK = 64;

/** A choice with its defaults. */
export function completeChoice({ kind, alpha, rank = DEFAULT_RANK, tokenRule = 'all' }: RepairChoice): RepairSolving {
  return { kind, alpha: alpha ?? null, rank, tokenRule };
}
