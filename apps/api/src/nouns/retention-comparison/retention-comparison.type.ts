import { Field, Float, ObjectType } from 'type-graphql';
import { RetentionDifference } from './retention-difference.type.ts';

/** Pruned models beside one of them. */
@ObjectType({ simpleResolvers: true, description: 'What pruned models keep, beside one of them, document by document.' })
export class RetentionComparison {
  @Field(() => String, { description: 'Short name of the model that the others are compared with.' })
  readonly baseline!: string;

  @Field(() => String, { nullable: true, description: 'Lane of the evaluations; null when there are none.' })
  readonly lane!: string | null;

  @Field(() => Float, { description: 'Share of layers removed at most.' })
  readonly removedRatio!: number;

  @Field(() => [RetentionDifference], {
    description: 'By model in the order asked for, then benchmark by name, the mean last. Models without a common document are missing.',
  })
  readonly differences!: readonly RetentionDifference[];
}
