import { Field, Float, Int, ObjectType } from 'type-graphql';

/** What a model's own logits say about the rewriting of its graph. */
@ObjectType({
  simpleResolvers: true,
  description:
    "What the model's own logits said about the rewriting of its graph, before it was scored. Differences are in standard deviations of the logits.",
})
export class SelfCheck {
  @Field(() => String, { description: 'Definition of the check.' })
  readonly version!: string;

  @Field(() => Float, { description: 'Largest difference between the file as it is and its graph rewritten with every block in place.' })
  readonly rewriteDifference!: number;

  @Field(() => Int, { nullable: true, description: 'The layer that was removed for the second comparison; null where none can be.' })
  readonly removedBlock!: number | null;

  @Field(() => Float, { nullable: true, description: 'Largest difference between passing that layer by and the graph without it.' })
  readonly gateDifference!: number | null;

  @Field(() => Float, { description: 'Largest difference that is taken for rounding.' })
  readonly limit!: number;

  @Field(() => Boolean, { description: 'Whether every difference is within the limit; runs that fail are not stored.' })
  readonly passed!: boolean;
}
