import { Float, Int } from 'type-graphql';
import { field, inputType, nullable } from '../../paging/field.ts';
import { RepairKind } from '../vocabulary/repair-kind.ts';
import { TokenRule } from '../vocabulary/token-rule.ts';

@inputType('A training-free repair of the removed layers. Every removal of whole layers is measured with it and without it.')
export class RepairInput {
  @field(RepairKind, 'What replaces the removed layers; not NONE.') readonly kind!: RepairKind;
  @nullable(
    String,
    'Short name of the calibration text on which it is solved; null = the text of the study’s scoring. A single pruning must name it.',
  )
  readonly calibration?: string | null;
  @nullable(Float, 'Ridge relative to the mean square of the tokens, at least 0; null = width ÷ (5 · tokens).') readonly alpha?:
    | number
    | null;
  @nullable(Boolean, 'Choose the ridge by the error on a part of the text that is held back; alpha must then be null.', {
    defaultValue: false,
  })
  readonly searchAlpha?: boolean | null;
  @nullable(Int, 'Rank of LOW_RANK; null = 64.') readonly rank?: number | null;
  @nullable(TokenRule, 'Which tokens of the text are used.', { defaultValue: TokenRule.ALL }) readonly tokenRule?: TokenRule | null;
}
