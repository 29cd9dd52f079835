import { Field, Float, Int, ObjectType } from 'type-graphql';
import { ControlSpread } from './control-spread.type.ts';
import { StrategyResult } from './strategy-result.type.ts';

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
