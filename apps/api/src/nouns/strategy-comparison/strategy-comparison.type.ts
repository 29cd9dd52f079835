import type { ConfirmedDifference, StrategyOutcome, StrategyStep } from '@lamina/benchmarks';
import { Float, Int } from 'type-graphql';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { ConfidenceInterval } from '../../paging/interval.type.ts';
import { CHOSEN_ON, Strategy } from '../vocabulary/removal.ts';
import { ControlComparison, ControlSpread, DifferenceError } from './control-comparison.type.ts';

/** The value is the name in the benchmarks package. */
const DifferenceVerdict = defineEnum(
  'DifferenceVerdict',
  'Whether a strategy keeps more than a reference. Strategies that read no text need no second text.',
  {
    BETTER: [
      'better',
      'It keeps more: holmP is below 0.05 on at least two texts, and of an evolutionary search with at least three seeds on one of them.',
    ],
    WORSE: ['worse', 'It keeps less, by the same rule.'],
    BETTER_ON_THIS_TEXT: [
      'better-on-this-text',
      'It keeps more by the scores of this text: holmP is below 0.05; too few texts or seeds show the same.',
    ],
    WORSE_ON_THIS_TEXT: ['worse-on-this-text', 'It keeps less by the scores of this text; too few texts or seeds show the same.'],
    NOT_DISTINGUISHABLE: ['not-distinguishable', 'No difference from the reference is shown.'],
  },
);

@outputType(
  'The retention of a strategy minus that of a reference on the same benchmarks, positive = better; on a text the reference ÷ the strategy: above 1 = better.',
)
export class StrategyDifference implements ConfirmedDifference {
  @field(Float, 'The difference, mean over the benchmarks; on a text a factor.') readonly value!: number;
  @field(Float, 'Its standard error; benchmarks are treated as independent. On a text of the logarithm.') readonly standardError!: number;
  @field(ConfidenceInterval, 'Its 95 % interval, not corrected.') readonly confidenceInterval!: ConfidenceInterval;
  @field(Float, 'Two-sided p: normal approximation, on a text Student’s t.') readonly p!: number;
  @field(Float, "p after Holm's correction over all claims of the comparison.") readonly holmP!: number;
  @field(DifferenceError, 'The kind of its standard error.') readonly error!: DifferenceError;
  @field(DifferenceVerdict, 'From holmP, on this text and on others.') readonly verdict!: ValueOf<typeof DifferenceVerdict>;
}

@outputType('Retention of one strategy, by the scores of one text, at one number of removed layers.')
export class StrategyResult extends ControlComparison implements StrategyOutcome {
  @field(
    Boolean,
    'Whether the text judges the choice, as in answers: no text of its source chose these units. Benchmarks judge every choice.',
  )
  readonly judges!: boolean;

  /** Key of the pruning; null if several draws are averaged. */
  readonly key!: string | null;

  @field(Strategy, 'The strategy.') readonly strategy!: Strategy;
  @nullable(String, CHOSEN_ON) readonly chosenOn!: string | null;
  @field([String], 'Other texts on which it chose the same units; empty if several draws are averaged.')
  readonly alsoChosenOn!: readonly string[];
  @nullable([Int], 'Removed layers, ascending; null if several draws are averaged.') readonly removed!: readonly number[] | null;
  @field(Boolean, 'Whether the first layer was protected from removal.') readonly protectFirst!: boolean;
  @field(Boolean, 'Whether the last layer was protected from removal.') readonly protectLast!: boolean;
  @field(Int, 'Number of prunings in the average: 1, or the number of seeds of a random strategy or a search.') readonly draws!: number;
  @nullable(Float, 'Value of the metric; null for an average over benchmarks, which has only a retention.') readonly value!: number | null;
  @field(Float, 'Value ÷ dense value; on a text perplexity ÷ that of the whole model, where above 1 is a loss.')
  readonly retention!: number;
  @nullable(
    ConfidenceInterval,
    'Its 95 % interval; on a text computed on the logarithm, so that both ends are above 0. Null without a standard error.',
  )
  readonly retentionInterval!: ConfidenceInterval | null;
  @nullable(
    Float,
    'Standard error of the retention, paired by document; of a mean over several seeds, with that of their spread. On a text of its logarithm.',
  )
  readonly retentionStandardError!: number | null;
  @nullable(StrategyDifference, 'From BLOCK_INFLUENCE of the same text with as many units; null for itself, and without a known error.')
  readonly againstDefault!: StrategyDifference | null;
}

@outputType('All strategies at one number of removed layers, compared with the random-inner control.')
export class StrategyComparisonStep implements StrategyStep {
  @field(Int, 'Number of removed units.') readonly removedCount!: number;
  @field(Float, 'Removed units ÷ all units of these kinds; for whole layers, the share of removed layers.')
  readonly removedBlockRatio!: number;
  @nullable(ControlSpread, 'Random-inner removals of the same number of layers; null if fewer than five are measured.')
  readonly control!: ControlSpread | null;
  @field([StrategyResult], 'Each measured strategy on each text that it read, best first. Random-inner is not listed; it is the control.')
  readonly results!: readonly StrategyResult[];
}

@outputType(
  'The strategies that were evaluated on one model, by retention on the same benchmarks and by one protocol, compared with the random-inner control.',
)
export class StrategyComparison {
  @nullable(String, 'Protocol of the evaluations; null if no pruned model was evaluated.') readonly lane!: string | null;
  @nullable(String, 'The text on which losses are compared; null for scores of benchmarks.') readonly text!: string | null;
  @field(
    [String],
    'Names of the benchmarks over which retention is averaged: one, or the multiple-choice ones that can show a loss of the model.',
  )
  readonly benchmarks!: readonly string[];
  @field(String, "Name of the metric; 'text-loss@1' on a text.") readonly metric!: string;
  @field(Boolean, 'False on a text, where a retention above 1 is a loss.') readonly isHigherBetter!: boolean;
  @field([StrategyComparisonStep], 'One entry per number of removed layers, fewest first.')
  readonly steps!: readonly StrategyComparisonStep[];
}
