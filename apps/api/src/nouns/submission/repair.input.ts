import type { Refuse } from '@lamina/errors';
import { Float, Int } from 'type-graphql';
import { field, inputType, nullable } from '../../paging/field.ts';
import { RepairKind, TokenRule } from '../vocabulary/repair.ts';
import { checkMaterialName } from './check-material-name.ts';

@inputType('A training-free repair of the removed layers. Every removal of whole layers is measured with it and without it.')
export class RepairInput {
  @field(RepairKind, 'What replaces the removed layers; not NONE.') readonly kind!: RepairKind;
  @nullable(
    String,
    'Short name of the calibration text on which it is solved; null = the text of the study’s scoring. A single pruning must name it.',
  )
  readonly calibration?: string | null;
  @nullable(Float, 'Ridge relative to the mean square of the tokens, at least 0; null = width ÷ (5 · tokens).')
  readonly alpha?: number | null;
  @nullable(Boolean, 'Choose the ridge by the error on a part of the text that is held back; alpha must then be null.', {
    defaultValue: false,
  })
  readonly searchAlpha?: boolean | null;
  @nullable(Int, 'Rank of LOW_RANK; null = 64.') readonly rank?: number | null;
  @nullable(TokenRule, 'Which tokens of the text are used.', { defaultValue: TokenRule.ALL }) readonly tokenRule?: TokenRule | null;
}

const MAX_REPAIRS = 20;

/** Repairs as jobs name them; what is null is left out. @throws AppError BAD_USER_INPUT naming what is wrong. */
export function toRepairSettings(repairs: readonly RepairInput[] | null | undefined, refuse: Refuse) {
  const given = repairs ? repairs : [];
  if (given.length > MAX_REPAIRS) refuse(`repairs holds ${given.length} entries; it may hold ${MAX_REPAIRS}`);
  return given.map(({ kind, calibration, alpha, searchAlpha, rank, tokenRule }) => {
    if (kind === RepairKind.NONE) refuse('a repair is NONE; every removal is measured without a repair anyway, so leave it out');
    if (searchAlpha && typeof alpha === 'number') refuse(`the repair ${kind} gives alpha and searchAlpha; give one of them`);
    return {
      kind,
      ...(calibration ? { calibration: checkMaterialName(calibration) } : {}),
      ...(typeof alpha === 'number' ? { alpha } : searchAlpha ? { alpha: 'auto' as const } : {}),
      ...(typeof rank === 'number' ? { rank } : {}),
      ...(tokenRule ? { tokenRule } : {}),
    };
  });
}
