import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Strategy } from '../vocabulary/strategy.ts';
import { ControlComparison, ControlSpread } from './control-comparison.type.ts';

/** What one strategy keeps. */
@ObjectType({ description: 'What one strategy keeps when so many layers are removed.' })
export class StrategyResult extends ControlComparison {
  /** Key of the pruning; null where several draws are averaged. */
  readonly key!: string | null;

  @Field(() => Strategy, { simple: true, description: 'The strategy.' })
  readonly strategy!: Strategy;

  @Field(() => [Int], { nullable: true, simple: true, description: 'Removed layers, ascending; null where several draws are averaged.' })
  readonly removed!: readonly number[] | null;

  @Field(() => Boolean, { simple: true, description: 'Whether the first layer was kept whatever its score.' })
  readonly protectFirst!: boolean;

  @Field(() => Boolean, { simple: true, description: 'Whether the last layer was kept whatever its score.' })
  readonly protectLast!: boolean;

  @Field(() => Int, { simple: true, description: 'Prunings that the row averages: 1, or the seeds of a random strategy.' })
  readonly draws!: number;

  @Field(() => Float, {
    nullable: true,
    simple: true,
    description: 'Value of the metric; null for an average over benchmarks, where retention speaks.',
  })
  readonly value!: number | null;

  @Field(() => Float, { simple: true, description: 'Value / dense value; for perplexity above 1 is a loss.' })
  readonly retention!: number;

  @Field(() => Float, {
    nullable: true,
    simple: true,
    description: 'Standard error of the retention: paired for one pruning, of the mean over draws for a random strategy.',
  })
  readonly retentionStandardError!: number | null;
}

/** All strategies at one number of removed layers. */
@ObjectType({ simpleResolvers: true, description: 'All strategies at one number of removed layers, beside the random-inner control.' })
export class StrategyComparisonStep {
  @Field(() => Int, { description: 'Removed layers.' })
  readonly removedCount!: number;

  @Field(() => Float, { description: 'Removed layers / layers of the model.' })
  readonly removedBlockRatio!: number;

  @Field(() => ControlSpread, {
    nullable: true,
    description: 'Random-inner removals of as many layers; null where fewer than five are measured.',
  })
  readonly control!: ControlSpread | null;

  @Field(() => [StrategyResult], { description: 'Each strategy that was measured, best first. Random-inner itself is the control.' })
  readonly results!: readonly StrategyResult[];
}

/** The strategies that were tried on one model. */
@ObjectType({
  simpleResolvers: true,
  description:
    'The strategies that were tried on one model, by what they keep on the same benchmarks in one lane, beside the random-inner control.',
})
export class StrategyComparison {
  @Field(() => String, { nullable: true, description: 'Lane of the evaluations; null when none is pruned.' })
  readonly lane!: string | null;

  @Field(() => [String], { description: 'Lanes that hold evaluations of prunings of the model, largest first.' })
  readonly lanes!: readonly string[];

  @Field(() => [String], { description: 'Names of the benchmarks that retention is averaged over: one, or all multiple-choice ones.' })
  readonly benchmarks!: readonly string[];

  @Field(() => String, { description: 'Name of the metric.' })
  readonly metric!: string;

  @Field(() => Boolean, { description: 'False for perplexities and error scores, where a retention above 1 is a loss.' })
  readonly isHigherBetter!: boolean;

  @Field(() => [StrategyComparisonStep], { description: 'One entry per number of removed layers, fewest first.' })
  readonly steps!: readonly StrategyComparisonStep[];
}
