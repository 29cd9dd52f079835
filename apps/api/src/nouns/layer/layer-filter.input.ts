import { Field, InputType } from 'type-graphql';
import { FloatRange, IntRange } from '../../paging/range.input.ts';

/** Which Layer rows a list holds. */
@InputType({ description: 'Which Layer rows are listed: all conditions must hold; one that is null does not count.' })
export class LayerFilter {
  @Field(() => [String], { nullable: true, description: 'Short names of models.' })
  readonly models?: readonly string[] | null;

  @Field(() => String, { nullable: true, description: 'What the layer is made of.' })
  readonly kind?: string | null;

  @Field(() => IntRange, { nullable: true, description: 'Place in the model.' })
  readonly index?: IntRange | null;

  @Field(() => FloatRange, { nullable: true, description: 'Relative depth, 0 to 1.' })
  readonly relativeDepth?: FloatRange | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Also layers of revisions that are no longer current.' })
  readonly allRevisions?: boolean | null;
}
