import { ArgsType, Field, Int } from 'type-graphql';

/** What strategyComparison takes. */
@ArgsType()
export class StrategyComparisonArgs {
  @Field(() => String, {
    nullable: true,
    description: 'Lane of the evaluations; null = the one with the most, measured here before imported.',
  })
  readonly lane?: string | null;

  @Field(() => String, { nullable: true, description: 'Name of one benchmark; null = the mean retention over all multiple-choice ones.' })
  readonly benchmark?: string | null;

  @Field(() => String, { nullable: true, description: "Name of the metric; null = 'acc', or 'word_perplexity' for a perplexity text." })
  readonly metric?: string | null;

  @Field(() => [Int], { nullable: true, description: 'Numbers of removed layers; null = all that were measured.' })
  readonly removedCounts?: readonly number[] | null;
}
