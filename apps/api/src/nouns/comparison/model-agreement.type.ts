import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Alignment } from './alignment.ts';

/** How the scores of two models agree. */
@ObjectType({ simpleResolvers: true, description: 'How the scores of two models agree.' })
export class ModelAgreement {
  @Field(() => String, { description: 'Short name of the one model.' })
  readonly first!: string;

  @Field(() => String, { description: 'Short name of the other model.' })
  readonly second!: string;

  @Field(() => Alignment, { description: 'What was set side by side.' })
  readonly alignment!: Alignment;

  @Field(() => Int, { description: 'Places where both models have a value.' })
  readonly pointCount!: number;

  @Field(() => Float, { nullable: true, description: "Spearman's rank correlation, −1 to 1; null where one side is constant." })
  readonly spearman!: number | null;

  @Field(() => Float, { nullable: true, description: "Kendall's tau-b, −1 to 1; null where one side is constant." })
  readonly kendallTauB!: number | null;

  @Field(() => Int, { nullable: true, description: 'How many lowest layers were compared; null where layers do not stand for each other.' })
  readonly lowestCount!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Jaccard overlap of the lowest layers, 0 to 1; null where layers do not stand for each other.',
  })
  readonly jaccardLowest!: number | null;
}
