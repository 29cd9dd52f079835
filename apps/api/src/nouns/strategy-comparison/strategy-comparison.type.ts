import type { ConfirmedDifference, EqualBytesBaseline as DomainBaseline, StrategyOutcome, StrategyStep } from '@lamina/benchmarks';
import { Float, Int } from 'type-graphql';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { TestedDifference } from '../../paging/tested-difference.type.ts';
import { LEFT_OUT_ABOVE_CHANCE } from '../vocabulary/above-chance.ts';
import { CHOSEN_ON, Strategy } from '../vocabulary/removal.ts';
import { RepairSetting } from '../vocabulary/repair.ts';
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

@outputType('The retention of a strategy minus that of a reference on the same benchmarks; positive = better, also for perplexities.')
export class StrategyDifference extends TestedDifference implements ConfirmedDifference {
  @field(DifferenceError, 'What its standard error is.') readonly error!: DifferenceError;
  @field(DifferenceVerdict, 'From holmP, on this text and on others.') readonly verdict!: ValueOf<typeof DifferenceVerdict>;
}

@outputType('Retention of one strategy, by the scores of one text, at one number of removed layers.')
export class StrategyResult extends ControlComparison implements StrategyOutcome {
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
  @field(Float, 'Value ÷ dense value, or the same above chance; for perplexity, above 1 is a loss.') readonly retention!: number;
  @nullable(Float, 'Standard error of the retention, paired by document; of a mean over several seeds, with that of their spread.')
  readonly retentionStandardError!: number | null;
  @nullable(StrategyDifference, 'From BLOCK_INFLUENCE of the same text with as many units; null for itself, and without a known error.')
  readonly againstDefault!: StrategyDifference | null;
  @nullable(StrategyDifference, 'From equalBytes of the step; null without it, and where an error is not known.')
  readonly againstEqualBytes!: StrategyDifference | null;
}

@outputType(
  'A baseline: the largest quantized form of the whole model with at most the bytes of the pruned models. It usually has fewer bytes, because there are few precisions.',
)
export class EqualBytesBaseline implements DomainBaseline {
  @field(String, 'Short name of the quantized model.') readonly model!: string;
  @field(String, 'Precision of its stored weights.') readonly precision!: string;
  @field(Float, 'Bytes of its weights ÷ bytes of the weights of the whole model, 0 to 1.') readonly bytesRatio!: number;
  @field(Float, 'Bytes of the pruned model (of a step: of the smallest one) ÷ bytes of the whole model: the share of its parameters.')
  readonly prunedBytesRatio!: number;
  @nullable(Float, 'Value of the metric; null for an average over benchmarks.') readonly value!: number | null;
  @field(Float, 'Value ÷ value of the whole model in its own precision, or the same above chance.') readonly retention!: number;
  @nullable(Float, 'Standard error of the retention, paired by document; null where the metric is no mean of answers.')
  readonly retentionStandardError!: number | null;
}

@outputType('All strategies at one number of removed layers, compared with the random-inner control.')
export class StrategyComparisonStep implements StrategyStep {
  @field(Int, 'Number of removed units.') readonly removedCount!: number;
  @field(Float, 'Removed units ÷ all units of these kinds; for whole layers, the share of removed layers.')
  readonly removedBlockRatio!: number;
  @nullable(ControlSpread, 'Random-inner removals of the same number of layers; null if fewer than five are measured.')
  readonly control!: ControlSpread | null;
  @nullable(EqualBytesBaseline, 'The baseline of equal bytes; null if no quantized form that small was measured on these benchmarks.')
  readonly equalBytes!: EqualBytesBaseline | null;
  @field([StrategyResult], 'Each measured strategy on each text that it read, best first. Random-inner is not listed; it is the control.')
  readonly results!: readonly StrategyResult[];
}

@outputType(
  'The strategies that were evaluated on one model, by retention on the same benchmarks and by one protocol, compared with the random-inner control.',
)
export class StrategyComparison {
  @nullable(String, 'Protocol of the evaluations; null if no pruned model was evaluated.') readonly lane!: string | null;
  @field([String], 'Protocols with evaluations of prunings of the model, the one with most evaluations first.')
  readonly lanes!: readonly string[];
  @nullable(String, 'Calibration text of the repairs: the text of most prunings. Prunings with another text are left out.')
  readonly calibration!: string | null;
  @field([RepairSetting], 'The setting of each kind of repair: that of most prunings.') readonly repairSettings!: readonly RepairSetting[];
  @field(Int, 'Repaired prunings that are left out: another text or setting.') readonly leftOutRepairs!: number;
  @field([String], 'Names of the benchmarks over which retention is averaged: one, or all multiple-choice benchmarks.')
  readonly benchmarks!: readonly string[];
  @field(String, 'Name of the metric.') readonly metric!: string;
  @field(Boolean, 'False for perplexities and error scores, where a retention above 1 is a loss.') readonly isHigherBetter!: boolean;
  @field(Boolean, 'Whether retentions, controls and verdicts are above chance.') readonly aboveChance!: boolean;
  @field([String], LEFT_OUT_ABOVE_CHANCE) readonly leftOutAboveChance!: readonly string[];
  @field([StrategyComparisonStep], 'One entry per number of removed layers, fewest first.')
  readonly steps!: readonly StrategyComparisonStep[];
}
