import { Field, InputType } from 'type-graphql';
import { IntRange } from '../../paging/range.input.ts';
import { BosPolicy } from '../vocabulary/bos-policy.ts';

/** Which CalibrationConfig rows a list holds. */
@InputType({ description: 'Which CalibrationConfig rows are listed: all conditions must hold; one that is null does not count.' })
export class CalibrationConfigFilter {
  @Field(() => IntRange, { nullable: true, description: 'Tokens per window.' })
  readonly window?: IntRange | null;

  @Field(() => BosPolicy, { nullable: true, description: 'When a begin-of-sequence token leads a window.' })
  readonly bos?: BosPolicy | null;
}
