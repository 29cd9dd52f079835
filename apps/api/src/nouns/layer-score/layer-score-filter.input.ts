import { Field, ID, InputType } from 'type-graphql';
import { FloatRange, IntRange } from '../../paging/range.input.ts';
import { Metric } from '../vocabulary/metric.ts';

/** Which LayerScore rows a list holds. */
@InputType({ description: 'Which LayerScore rows are listed: all conditions must hold; one that is null does not count.' })
export class LayerScoreFilter {
  @Field(() => [String], { nullable: true, description: 'Short names of models.' })
  readonly models?: readonly string[] | null;

  @Field(() => [Metric], { nullable: true, description: 'Any of these metrics.' })
  readonly metrics?: readonly Metric[] | null;

  @Field(() => String, { nullable: true, description: 'Short name of the calibration set.' })
  readonly calibration?: string | null;

  @Field(() => String, { nullable: true, description: 'This lane.' })
  readonly lane?: string | null;

  @Field(() => IntRange, { nullable: true, description: 'Place of the layer.' })
  readonly layerIndex?: IntRange | null;

  @Field(() => FloatRange, { nullable: true, description: 'Relative depth of the layer, 0 to 1.' })
  readonly relativeDepth?: FloatRange | null;

  @Field(() => FloatRange, { nullable: true, description: 'Mean.' })
  readonly mean?: FloatRange | null;

  @Field(() => ID, { nullable: true, description: 'Global id of a score run.' })
  readonly scoreRun?: string | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Also scores of revisions that are no longer current.' })
  readonly allRevisions?: boolean | null;
}
