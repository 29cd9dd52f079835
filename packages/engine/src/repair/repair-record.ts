import type { RepairKind, TokenRule } from '@lamina/metrics';
import type { ScoreInput } from '../score/windows.ts';

/** A repair that is asked for. */
export interface RepairRequest {
  readonly kind: RepairKind;
  /** Text that the repair is solved on; it must not overlap with what is scored. */
  readonly calibration: ScoreInput;
  /** Ridge relative to the tokens' mean square, see solveRepair; `auto` chooses among powers of ten by the error on a part that is held back. Default d / (5 N). */
  readonly alpha?: number | 'auto';
  /** Of `low-rank`, default 64. */
  readonly rank?: number;
  /** Default `all`. */
  readonly tokenRule?: TokenRule;
}

/** Errors ‖R(X) − Y‖² / ‖X − Y‖² under both rules of which tokens count: 1 is no better than removal alone. */
export interface RepairErrors {
  readonly all: number;
  readonly 'no-sinks': number;
}

/** One replaced run. */
export interface GapRecord {
  /** Blocks [start, end) in the parent's numbering. */
  readonly run: readonly [start: number, end: number];
  /** Calibration tokens that counted. */
  readonly tokens: number;
  /** Null for kinds without a ridge. */
  readonly alpha: number | null;
  readonly lambda: number | null;
  readonly calibrationError: number;
  /** On text that the solve did not see, by the same rule; null where there is none. */
  readonly heldOutError: number | null;
  readonly heldOutErrors: RepairErrors | null;
}

/** How a repair was solved, and how well it does. */
export interface RepairRecord {
  readonly kind: RepairKind;
  /** Of the first run; null for kinds without a ridge. */
  readonly alpha: number | null;
  readonly alphaChosen: 'default' | 'given' | 'auto';
  /** Of `low-rank` only. */
  readonly rank?: number;
  readonly tokenRule: TokenRule;
  /** The least over the runs. */
  readonly tokens: number;
  /** The largest over the runs. */
  readonly heldOutError: number | null;
  readonly heldOutErrors: RepairErrors | null;
  /** SHA-256 over all calibration ids as little-endian int32, in order. */
  readonly calibrationSha256: string;
  readonly gaps: readonly GapRecord[];
}
