import { Float, Int } from 'type-graphql';
import { field, nullable, outputType } from '../../paging/field.ts';
import { Strategy } from '../vocabulary/strategy.ts';
import { ControlComparison, ControlSpread } from './control-comparison.type.ts';

@outputType('What one strategy keeps when so many layers are removed.')
export class StrategyResult extends ControlComparison {
  /** Key of the pruning; null where several draws are averaged. */
  readonly key!: string | null;

  @field(Strategy, 'The strategy.') readonly strategy!: Strategy;
  @nullable([Int], 'Removed layers, ascending; null where several draws are averaged.') readonly removed!: readonly number[] | null;
  @field(Boolean, 'Whether the first layer was kept whatever its score.') readonly protectFirst!: boolean;
  @field(Boolean, 'Whether the last layer was kept whatever its score.') readonly protectLast!: boolean;
  @field(Int, 'Prunings that the row averages: 1, or the seeds of a random strategy.') readonly draws!: number;
  @nullable(Float, 'Value of the metric; null for an average over benchmarks, where retention speaks.') readonly value!: number | null;
  @field(Float, 'Value / dense value; for perplexity above 1 is a loss.') readonly retention!: number;
  @nullable(Float, 'Standard error of the retention: paired for one pruning, of the mean over draws for a random strategy.')
  readonly retentionStandardError!: number | null;
}

@outputType('All strategies at one number of removed layers, beside the random-inner control.')
export class StrategyComparisonStep {
  @field(Int, 'Removed layers.') readonly removedCount!: number;
  @field(Float, 'Removed layers / layers of the model.') readonly removedBlockRatio!: number;
  @nullable(ControlSpread, 'Random-inner removals of as many layers; null where fewer than five are measured.')
  readonly control!: ControlSpread | null;
  @field([StrategyResult], 'Each strategy that was measured, best first. Random-inner itself is the control.')
  readonly results!: readonly StrategyResult[];
}

@outputType(
  'The strategies that were tried on one model, by what they keep on the same benchmarks in one lane, beside the random-inner control.',
)
export class StrategyComparison {
  @nullable(String, 'Lane of the evaluations; null when none is pruned.') readonly lane!: string | null;
  @field([String], 'Lanes that hold evaluations of prunings of the model, largest first.') readonly lanes!: readonly string[];
  @field([String], 'Names of the benchmarks that retention is averaged over: one, or all multiple-choice ones.')
  readonly benchmarks!: readonly string[];
  @field(String, 'Name of the metric.') readonly metric!: string;
  @field(Boolean, 'False for perplexities and error scores, where a retention above 1 is a loss.') readonly isHigherBetter!: boolean;
  @field([StrategyComparisonStep], 'One entry per number of removed layers, fewest first.')
  readonly steps!: readonly StrategyComparisonStep[];
}
