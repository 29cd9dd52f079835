import { Field, InputType } from 'type-graphql';
import { IntRange, SafeIntRange } from '../../paging/range.input.ts';
import { NormPlacement } from '../vocabulary/norm-placement.ts';

/** Which Model rows a list holds. */
@InputType({ description: 'Which Model rows are listed: all conditions must hold; one that is null does not count.' })
export class ModelFilter {
  @Field(() => String, { nullable: true, description: 'This short name.' })
  readonly slug?: string | null;

  @Field(() => [String], { nullable: true, description: 'Any of these short names.' })
  readonly slugs?: readonly string[] | null;

  @Field(() => String, { nullable: true, description: 'Short name of the family.' })
  readonly family?: string | null;

  @Field(() => String, { nullable: true, description: 'Words found in slug, name or description, in any case.' })
  readonly search?: string | null;

  @Field(() => SafeIntRange, { nullable: true, description: 'Number of parameters.' })
  readonly parameters?: SafeIntRange | null;

  @Field(() => IntRange, { nullable: true, description: 'Number of layers.' })
  readonly blocks?: IntRange | null;

  @Field(() => NormPlacement, { nullable: true, description: 'Where the norms sit.' })
  readonly normPlacement?: NormPlacement | null;

  @Field(() => String, { nullable: true, description: 'Number format of the weights.' })
  readonly precision?: string | null;

  @Field(() => String, { nullable: true, description: "Architecture named by the model's configuration." })
  readonly architecture?: string | null;
}
