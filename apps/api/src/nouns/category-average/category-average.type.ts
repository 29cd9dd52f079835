import { Field, Float, ObjectType } from 'type-graphql';

/** The average of some benchmarks. */
@ObjectType({
  simpleResolvers: true,
  description:
    'The average of the benchmarks of one category, or of all. Two averages compare only over the same benchmarks, so it names them.',
})
export class CategoryAverage {
  @Field(() => String, { nullable: true, description: 'The category; null = all benchmarks.' })
  readonly category!: string | null;

  @Field(() => Float, { nullable: true, description: 'Mean score, 0 to 1, each benchmark counting once; null without any.' })
  readonly average!: number | null;

  @Field(() => Float, { nullable: true, description: 'Standard error of the mean, benchmarks taken as independent.' })
  readonly standardError!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Mean of (score − chance) / (1 − chance): 0 = guessing, 1 = perfect. Over the benchmarks that have a chance level.',
  })
  readonly chanceNormalised!: number | null;

  @Field(() => Float, { nullable: true, description: 'Mean retention of the same benchmarks; null for the dense model.' })
  readonly retention!: number | null;

  @Field(() => Float, { nullable: true, description: 'Standard error of the mean retention, benchmarks taken as independent.' })
  readonly retentionStandardError!: number | null;

  @Field(() => [String], { description: 'Names of the benchmarks in the mean.' })
  readonly benchmarks!: readonly string[];

  @Field(() => [String], { description: 'Those of them without a chance level, which chanceNormalised leaves out.' })
  readonly withoutChance!: readonly string[];

  @Field(() => [String], { description: 'Benchmarks of the category without a score between 0 and 1 (perplexities), which count nowhere.' })
  readonly leftOut!: readonly string[];
}
