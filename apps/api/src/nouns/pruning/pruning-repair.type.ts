import { Float, Int } from 'type-graphql';
import { field, nullable, outputType } from '../../paging/field.ts';
import { RepairKind, TokenRule } from '../vocabulary/repair.ts';

@outputType('A training-free repair of removed layers. The calibration text is part of its identity.')
export class PruningRepair {
  @field(RepairKind, 'The repair that replaces the removed layers.') readonly kind!: RepairKind;
  @field(String, 'Short name of the calibration text.') readonly calibration!: string;
  @field(String, 'SHA-256 over the token ids that the solver read.') readonly calibrationSha256!: string;
  @field(TokenRule, 'Which tokens counted.') readonly tokenRule!: TokenRule;
  @field(Int, 'Number of tokens that counted; the lowest of all runs.') readonly tokens!: number;
  @nullable(Float, 'Ridge of the first run, relative to the mean square of the tokens; null for repairs without a ridge.')
  readonly alpha!: number | null;
  @nullable(Int, 'Rank of LOW_RANK; null for other repairs.') readonly rank!: number | null;
  @nullable(Float, 'Predicted error, by the same token rule, on documents that the solver did not read; the largest of all runs.')
  readonly heldOutError!: number | null;
}

/** A repair as the worker stores it: the engine's record, with the calibration text. */
export type StoredRepair = Omit<PruningRepair, 'calibration' | 'rank'> & {
  readonly calibration: { readonly slug: string };
  readonly rank?: number;
};

/** The same in the API's form. */
export function toPruningRepair({ calibration, rank, ...record }: StoredRepair): PruningRepair {
  return { ...record, calibration: calibration.slug, rank: rank ?? null };
}
