import type { RepairGain as DomainGain, RepairStep as DomainStep, RepairOutcome } from '@lamina/benchmarks';
import { Float, Int } from 'type-graphql';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { ConfidenceInterval } from '../../paging/interval.type.ts';
import { TestedDifference } from '../../paging/tested-difference.type.ts';
import { Strategy } from '../vocabulary/removal.ts';
import { RepairKind, TokenRule } from '../vocabulary/repair.ts';

/** The value is the name in the benchmarks package. */
export const RepairVerdict = defineEnum('RepairVerdict', 'Whether a repair keeps more than removal alone, at 95 % corrected by Holm.', {
  BETTER: ['better', 'Yes: the gain holds on at least two calibration texts.'],
  WORSE: ['worse', 'It keeps less; this holds on at least two calibration texts.'],
  BETTER_ON_THIS_TEXT: ['better-on-this-text', 'It keeps more if it is solved on this text; no second text shows the same.'],
  WORSE_ON_THIS_TEXT: ['worse-on-this-text', 'It keeps less if it is solved on this text; no second text shows the same.'],
  NOT_DISTINGUISHABLE: ['not-distinguishable', 'No difference from removal alone is shown.'],
});
export type RepairVerdict = ValueOf<typeof RepairVerdict>;

@outputType(
  'Errors ‖R(h) − y‖² / ‖h − y‖² of a repair R, where h enters the removed layers and y leaves them. 0 = exact, 1 = no better than removal alone.',
)
class RepairErrors {
  @field(Float, 'Over all tokens.') readonly all!: number;
  @field(Float, 'Without sinks: first tokens, and tokens with very long states.') readonly noSinks!: number;
}

@outputType('A repaired removal compared with the same removal alone, over the same documents.')
export class RepairGain extends TestedDifference implements DomainGain {
  @field(RepairVerdict, 'From holmP and the texts on which it holds.') readonly verdict!: RepairVerdict;
}

@outputType('One removal with one repair, or without any.')
export class RepairResult implements RepairOutcome {
  /** Key of the pruning. */
  readonly key!: string;

  @field(Strategy, 'Strategy that chose the layers; of several, that of the newest pruning.') readonly strategy!: Strategy;
  @field([Strategy], 'All strategies that chose these layers with this repair, newest first.') readonly strategies!: readonly Strategy[];
  @field([Int], 'Removed layers, ascending.') readonly removed!: readonly number[];
  @field(RepairKind, 'The repair; NONE = removal alone.') readonly repair!: RepairKind;
  @nullable(String, 'Short name of the calibration text; null without a repair.') readonly calibration!: string | null;
  readonly calibrationDigest!: string | null;
  @nullable(String, 'Rank, ridge and windows that were asked for, in words; null without a repair.') readonly setting!: string | null;
  @nullable(TokenRule, 'Which tokens the repair used; null without a repair.') readonly tokenRule!: TokenRule | null;
  @nullable(Float, 'Mean retention over the multiple-choice benchmarks; null until all are measured.') readonly retention!: number | null;
  @nullable(Float, 'Its standard error.') readonly retentionStandardError!: number | null;
  @nullable(Float, 'Pruned ÷ dense perplexity, geometric mean over the texts; 1 = no loss.') readonly perplexityRatio!: number | null;
  @nullable(ConfidenceInterval, 'Its 95 % interval.') readonly perplexityInterval!: ConfidenceInterval | null;
  @nullable(Float, 'KL divergence from the dense model, nats per token, mean over the texts.') readonly divergence!: number | null;
  @nullable(Float, 'Its standard error.') readonly divergenceStandardError!: number | null;
  @nullable(Float, 'Predicted: error on held-out calibration text, by the token rule of the repair; 1 = no better than removal alone.')
  readonly predictedError!: number | null;
  @nullable(RepairErrors, 'The error by two token rules. Over all tokens, a few tokens with massive states (sinks) dominate it.')
  readonly predictedErrors!: RepairErrors | null;
  @nullable(
    Float,
    'Measured error: the share of the added loss that remains, ln (repaired ÷ dense perplexity) ÷ ln (removed ÷ dense perplexity), mean over the texts.',
  )
  readonly measuredError!: number | null;
  @nullable(RepairGain, 'Accuracy minus that of removal alone; null for removal alone and where answers cannot be paired.')
  readonly gain!: RepairGain | null;
  @nullable(RepairGain, 'ln (repaired ÷ removed alone perplexity), mean over the texts: below 0 is better; null as the gain.')
  readonly perplexityChange!: RepairGain | null;
}

@outputType('All repairs at one number of removed layers.')
export class RepairStep implements DomainStep {
  @field(Int, 'Number of removed layers.') readonly removedCount!: number;
  @field([RepairResult], 'Removal alone first, then repairs in the order of RepairKind.') readonly results!: readonly RepairResult[];
}

@outputType('Training-free repairs of one model, compared with removal alone.')
export class RepairComparison {
  @nullable(String, 'Protocol of the evaluations; null if no repaired model was evaluated.') readonly lane!: string | null;
  @field([String], 'Multiple-choice benchmarks of the retention: those that all repaired removals share.')
  readonly benchmarks!: readonly string[];
  @field([String], 'Texts of perplexity and divergence.') readonly texts!: readonly string[];
  @field([RepairStep], 'One entry per number of removed layers, fewest first.') readonly steps!: readonly RepairStep[];
}
