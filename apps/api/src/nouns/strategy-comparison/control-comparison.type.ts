import { Field, Float, ObjectType } from 'type-graphql';
import { ControlSpread } from './control-spread.type.ts';
import { ControlVerdict } from './control-verdict.ts';

/** A retention beside the random-inner control. */
@ObjectType({ simpleResolvers: true, description: 'A retention beside the random-inner control of as many layers.' })
export class ControlComparison {
  @Field(() => ControlVerdict, { description: 'What the comparison says.' })
  readonly verdict!: ControlVerdict;

  @Field(() => String, { description: 'The same as a sentence.' })
  readonly statement!: string;

  @Field(() => ControlSpread, { nullable: true, description: 'The control; null where there are fewer than five draws.' })
  readonly control!: ControlSpread | null;

  @Field(() => Float, { nullable: true, description: 'Retention minus the mean of the draws, positive = better; null without a control.' })
  readonly margin!: number | null;

  @Field(() => Float, { nullable: true, description: 'Standard error of the margin; null without a control.' })
  readonly marginStandardError!: number | null;

  @Field(() => Float, { nullable: true, description: 'Share of draws that keep at least as much, 0 to 1; null without a control.' })
  readonly atLeastAsGood!: number | null;
}
