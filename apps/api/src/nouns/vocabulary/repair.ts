import type { EnumName, RepairKind as StoredKind, TokenRule as StoredRule } from '@lamina/metrics';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';

/** Training-free repairs; the value is the name in the metrics package. */
export const RepairKind = defineEnum('RepairKind', 'How a run of removed layers is replaced on the residual stream, without training.', {
  NONE: ['none', 'Nothing replaces it.'],
  SCALAR: ['scalar', 'One factor: the mean over channels of the ratio of mean absolute values (Prune&Comp).'],
  SCALAR_LS: ['scalar-ls', 'One factor, by least squares.'],
  DIAGONAL: ['diagonal', 'One factor per channel, from ratios of mean absolute values.'],
  DIAGONAL_LS: ['diagonal-ls', 'One factor per channel, by least squares.'],
  HADAMARD_DIAGONAL: ['hadamard-diagonal', 'One factor per channel after a Hadamard rotation (LinearPatch).'],
  LINEAR_FOLD: ['linear-fold', 'A matrix by ridge regression, folded into the last kept projection: no new weights (ReplaceMe).'],
  LINEAR: ['linear', 'A matrix on the residual stream by ridge regression towards the identity.'],
  LOW_RANK: ['low-rank', 'The identity plus a matrix of low rank, by ridge regression.'],
} satisfies Record<EnumName<StoredKind>, readonly [StoredKind, string]>);
export type RepairKind = ValueOf<typeof RepairKind>;

export const TokenRule = defineEnum('TokenRule', 'Which tokens of a calibration text a repair uses.', {
  ALL: ['all', 'Every token.'],
  NO_SINKS: ['no-sinks', 'Not the first token of a window, and no token whose state is more than 10 times as long as the median.'],
  BALANCED: ['balanced', 'Every token; long states get a lower weight.'],
} satisfies Record<EnumName<StoredRule>, readonly [StoredRule, string]>);
export type TokenRule = ValueOf<typeof TokenRule>;

@outputType('How one kind of repair was solved.')
export class RepairSetting {
  @field(RepairKind, 'The repair.') readonly repair!: RepairKind;
  @nullable(String, 'Rank, ridge and windows that were asked for, in words; null if not stored.') readonly setting!: string | null;
  @nullable(TokenRule, 'Which tokens it used.') readonly tokenRule!: TokenRule | null;
}
