import { Float, Int } from 'type-graphql';
import { field, nullable, outputType } from '../../paging/field.ts';
import { RepairKind, TokenRule } from '../vocabulary/repair.ts';

@outputType(
  'Errors ‖R(h) − y‖² / ‖h − y‖² of a repair R, where h enters the removed layers and y leaves them. 0 = exact, 1 = no better than removal alone.',
)
export class RepairErrors {
  @field(Float, 'Over all tokens.') readonly all!: number;
  @field(Float, 'Without sinks: first tokens, and tokens with very long states.') readonly noSinks!: number;
}

@outputType('One run of consecutive removed layers, and how it was replaced.')
export class RepairedRun {
  @field(Int, 'First removed layer.') readonly start!: number;
  @field(Int, 'First kept layer after the run.') readonly end!: number;
  @field(Int, 'Tokens of the calibration text that counted.') readonly tokens!: number;
  @nullable(Float, 'Ridge relative to the mean square of the tokens; null for repairs without a ridge.') readonly alpha!: number | null;
  @nullable(Float, 'The ridge itself.') readonly lambda!: number | null;
  @field(Float, 'Error on the calibration text.') readonly calibrationError!: number;
  @nullable(Float, 'Error on held-out text.') readonly heldOutError!: number | null;
}

@outputType('A training-free repair of removed layers. The calibration text is part of its identity.')
export class PruningRepair {
  @field(RepairKind, 'What replaces the removed layers.') readonly kind!: RepairKind;
  @field(String, 'Short name of the calibration text.') readonly calibration!: string;
  @field(String, 'SHA-256 over the token ids that the solver read.') readonly calibrationSha256!: string;
  @field(TokenRule, 'Which tokens counted.') readonly tokenRule!: TokenRule;
  @field(Int, 'Number of tokens that counted; the lowest of all runs.') readonly tokens!: number;
  @nullable(Float, 'Ridge of the first run, relative to the mean square of the tokens; null for repairs without a ridge.')
  readonly alpha!: number | null;
  @field(String, "How the ridge was chosen: 'default', 'given' or 'auto' (by the error on a part that was held back).")
  readonly alphaChosen!: string;
  @nullable(Int, 'Rank of LOW_RANK; null for other repairs.') readonly rank!: number | null;
  @nullable(Float, 'Predicted error, by the same token rule, on documents that the solver did not read; the largest of all runs.')
  readonly heldOutError!: number | null;
  @nullable(RepairErrors, 'The same by two token rules.') readonly heldOutErrors!: RepairErrors | null;
  @field([RepairedRun], 'The replaced runs, in ascending order.') readonly runs!: readonly RepairedRun[];
}

/** A repair as the worker stores it: the engine's record, with the calibration text. */
export interface StoredRepair {
  readonly kind: RepairKind;
  readonly calibration: { readonly slug: string };
  readonly calibrationSha256: string;
  readonly tokenRule: TokenRule;
  readonly tokens: number;
  readonly alpha: number | null;
  readonly alphaChosen: string;
  readonly rank?: number;
  readonly heldOutError: number | null;
  readonly heldOutErrors: { readonly all: number; readonly 'no-sinks': number } | null;
  readonly gaps: readonly (Omit<RepairedRun, 'start' | 'end'> & { readonly run: readonly [number, number] })[];
}

/** The same in the API's form. */
export function toPruningRepair({ calibration, rank, heldOutErrors, gaps, ...record }: StoredRepair): PruningRepair {
  return {
    ...record,
    calibration: calibration.slug,
    rank: rank === undefined ? null : rank,
    heldOutErrors: heldOutErrors && { all: heldOutErrors.all, noSinks: heldOutErrors['no-sinks'] },
    runs: gaps.map(({ run: [start, end], ...gap }) => ({ ...gap, start, end })),
  };
}
