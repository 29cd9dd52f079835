import { GraphQLSafeInt } from 'graphql-scalars';
import { Float, Int } from 'type-graphql';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { ConfidenceInterval, NumberInterval } from '../../paging/interval.type.ts';
import { Strategy, UnitKind } from '../vocabulary/removal.ts';
import { RepairKind } from '../vocabulary/repair.ts';

/** The value is the name that the benchmarks package uses. */
export const RecommendationVerdict = defineEnum('RecommendationVerdict', 'How certain a recommendation is.', {
  WITHIN: ['within', 'The choice loses no more than the maximum, at 95 % after correction for all compared removals.'],
  LIKELY: ['likely', 'The estimated loss of the choice is within the maximum, but this is not certain.'],
  UNDECIDED: ['undecided', 'No estimated loss is within the maximum, but the true loss of at least one removal may be.'],
  BEYOND: ['beyond', 'Every measured removal loses more than the maximum (each at 95 %).'],
  UNMEASURED: ['unmeasured', 'There are no suitable measurements of removals of the model.'],
});
export type RecommendationVerdict = ValueOf<typeof RecommendationVerdict>;

@outputType('A speed compared with that of the whole model, measured alternately on one machine.')
export class SpeedRatio {
  @field(Float, 'Speed ÷ speed of the whole model: above 1 = faster.') readonly ratio!: number;
  @nullable(NumberInterval, '95 % interval of the ratio. If it contains 1, no difference was shown.')
  readonly interval!: NumberInterval | null;
}

@outputType('Savings of a removal. Values that were not measured are null.')
export class RemovalSaving {
  @field(GraphQLSafeInt, 'Number of removed parameters.') readonly parameters!: number;
  @field(Float, 'Removed parameters ÷ all parameters.') readonly parameterRatio!: number;
  @nullable(GraphQLSafeInt, 'Bytes of weights that are no longer read, measured or computed.') readonly bytes!: number | null;
  @nullable(Int, 'Saved growth of the KV cache per token of one text, in bytes.') readonly cacheBytesPerToken!: number | null;
  @nullable(SpeedRatio, 'Prompt tokens per second.') readonly prefill!: SpeedRatio | null;
  @nullable(SpeedRatio, 'Written tokens per second.') readonly decode!: SpeedRatio | null;
  @nullable(String, 'Machine that measured the speeds.') readonly machine!: string | null;
}

@outputType('The loss of another quantity than the limited one: few questions can hide a loss.')
export class OtherLoss {
  @field(String, "'perplexity' beside scores, 'average' beside a perplexity.") readonly metric!: string;
  @field([String], 'Names of the benchmarks.') readonly benchmarks!: readonly string[];
  @field(Float, 'Lost share of the dense score, or pruned ÷ dense perplexity − 1; below 0 = better.') readonly loss!: number;
  @field(ConfidenceInterval, '95 % interval of the loss of this removal alone.') readonly lossInterval!: ConfidenceInterval;
}

@outputType('A measured removal, alone or with a repair, compared with the maximum allowed loss.')
export class RecommendedRemoval {
  /** The pruning's key in the database. */
  readonly pruningKey!: string;

  @field([Int], "Whole removed layers, ascending, in the dense model's numbering.") readonly removed!: readonly number[];
  @field([Int], 'Layers of which only the attention is removed.') readonly removedAttention!: readonly number[];
  @field([Int], 'Layers of which only the MLP is removed.') readonly removedMlp!: readonly number[];
  @nullable(RepairKind, 'Replacement of the removed layers; null = nothing.') readonly repair!: RepairKind | null;
  @field([Strategy], 'Strategies that chose it.') readonly strategies!: readonly Strategy[];
  @field([String], 'Short names of the calibration texts whose scores led to it.') readonly chosenOn!: readonly string[];
  @field(Float, 'Lost share of the dense score, or pruned ÷ dense perplexity − 1; below 0 = better.') readonly loss!: number;
  @field(ConfidenceInterval, '95 % interval of the loss of this removal alone.') readonly lossInterval!: ConfidenceInterval;
  @field(Float, 'Probability that the loss is within the maximum, for this removal alone; 0 to 1.') readonly probabilityWithin!: number;
  @field(Float, 'A lower bound of probabilityWithin that holds for all compared removals together (Holm); 0 to 1.')
  readonly correctedProbability!: number;
  @field(Int, 'Number of documents of the smallest benchmark.') readonly documents!: number;
  @nullable(OtherLoss, 'The loss of another quantity; null = not measured.') readonly otherLoss!: OtherLoss | null;
  @field(RemovalSaving, 'Savings of the removal.') readonly saves!: RemovalSaving;
  @field(String, 'The command that writes the pruned model.') readonly command!: string;
}

@outputType('The study that would give the missing measurements; submitStudy accepts its fields.')
export class MeasurementRequest {
  @field(String, 'The reason, in one sentence.') readonly reason!: string;
  @field([Strategy], 'Strategies to compare.') readonly strategies!: readonly Strategy[];
  @field([Int], 'Numbers of units to remove.') readonly counts!: readonly number[];
  @field([[UnitKind]], 'Sets of kinds of units to choose from.') readonly units!: readonly (readonly UnitKind[])[];
  @field([RepairKind], 'Repairs to measure beside the removals.') readonly repairs!: readonly RepairKind[];
  @field([String], 'Names of the benchmarks.') readonly benchmarks!: readonly string[];
  @nullable(Int, 'Documents of each benchmark; null = all.') readonly documents!: number | null;
  @field(Boolean, 'Whether speed and memory are measured too.') readonly efficiency!: boolean;
}

@outputType('Which layers to remove so that at most a given share of the quality is lost, computed from stored measurements.')
export class Recommendation {
  /** The model's key in the database. */
  readonly modelKey!: string;

  @field(RecommendationVerdict, 'How certain the recommendation is.') readonly verdict!: RecommendationVerdict;
  @field(String, 'The answer as a sentence, with its numbers.') readonly statement!: string;
  @field(String, 'How the probabilities are computed, with sources.') readonly method!: string;
  @field(Float, 'Maximum allowed loss, as a share.') readonly maximumLoss!: number;
  @field(String, "The quantity whose loss is limited: 'average', 'perplexity' or the name of a benchmark.") readonly metric!: string;
  @field([String], 'Names of the benchmarks on which the loss is computed.') readonly benchmarks!: readonly string[];
  @nullable(String, 'Protocol of the evaluations; null when there are none.') readonly lane!: string | null;
  @field([String], 'Protocols with evaluations of prunings of the model: measured ones first, then by number of benchmarks and documents.')
  readonly lanes!: readonly string[];
  @field(Int, 'Number of compared removals, repaired or not, without random draws, which are controls.') readonly comparedCount!: number;
  @nullable(RecommendedRemoval, 'The removal that saves the most parameters, among those whose estimated loss is within the maximum.')
  readonly choice!: RecommendedRemoval | null;
  @nullable(RecommendedRemoval, 'A removal that saves less and is more certain: the largest certain one, otherwise the next smaller one.')
  readonly surer!: RecommendedRemoval | null;
  @nullable(Int, 'Documents per benchmark that would decide, if the loss stays as estimated; null if it is decided, or if none would.')
  readonly documentsNeeded!: number | null;
  @nullable(MeasurementRequest, 'What to measure next; null if no measurement would change the answer.')
  readonly measure!: MeasurementRequest | null;
}
