import { ArgsType, Int } from 'type-graphql';
import { nullable } from '../../paging/field.ts';

/** Arguments of strategyComparison. */
@ArgsType()
export class StrategyComparisonArgs {
  @nullable(String, 'Lane of the evaluations; null = the lane with the most evaluations, measured before imported.') readonly lane?:
    | string
    | null;
  @nullable(String, 'Name of one benchmark; null = the mean retention over all multiple-choice benchmarks.') readonly benchmark?:
    | string
    | null;
  @nullable(String, "Name of the metric; null = 'acc', or 'word_perplexity' for a perplexity text.") readonly metric?: string | null;
  @nullable([Int], 'Numbers of removed layers; null = all measured numbers.') readonly removedCounts?: readonly number[] | null;
}
