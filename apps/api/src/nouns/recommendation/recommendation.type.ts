import { GraphQLSafeInt } from 'graphql-scalars';
import { Float, Int } from 'type-graphql';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { ConfidenceInterval } from '../../paging/interval.type.ts';
import { NumberInterval } from '../../paging/number-interval.type.ts';
import { Strategy } from '../vocabulary/strategy.ts';

/** The value is the name that the benchmarks package uses. */
export const RecommendationVerdict = defineEnum('RecommendationVerdict', 'How sure a recommendation is.', {
  WITHIN: ['within', 'The choice loses no more than the maximum, at 95 % after correction for all removals that were compared.'],
  LIKELY: ['likely', 'The estimate of the choice is within the maximum, but that is not sure.'],
  UNDECIDED: ['undecided', 'No estimate is within the maximum, but the loss of at least one removal may be.'],
  BEYOND: ['beyond', 'Every measured removal loses more than the maximum, at 95 % each.'],
  UNMEASURED: ['unmeasured', 'No removal of the model was measured so that it can be judged.'],
});
export type RecommendationVerdict = ValueOf<typeof RecommendationVerdict>;

@outputType('A speed beside that of the whole model, both measured by turns on one machine.')
export class SpeedRatio {
  @field(Float, 'Speed / speed of the whole model: above 1 = faster.') readonly ratio!: number;
  @nullable(NumberInterval, '95 % interval of the ratio: where it holds 1, no difference was shown.')
  readonly interval!: NumberInterval | null;
}

@outputType('What a removal saves. What was not measured is null.')
export class RemovalSaving {
  @field(GraphQLSafeInt, 'Parameters that go.') readonly parameters!: number;
  @field(Float, 'Parameters that go / all parameters.') readonly parameterRatio!: number;
  @nullable(GraphQLSafeInt, 'Bytes of weights that are no longer read, as they are stored.') readonly bytes!: number | null;
  @nullable(Int, 'Bytes that the caches of one text grow less by with every token.') readonly cacheBytesPerToken!: number | null;
  @nullable(SpeedRatio, 'Prompt tokens per second.') readonly prefill!: SpeedRatio | null;
  @nullable(SpeedRatio, 'Written tokens per second.') readonly decode!: SpeedRatio | null;
  @nullable(String, 'Machine that measured the speeds.') readonly machine!: string | null;
}

@outputType('A measured removal beside the largest loss that is allowed.')
export class RecommendedRemoval {
  /** The pruning's key in the database. */
  readonly pruningKey!: string;

  @field([Int], "Layers that go whole, ascending, in the dense model's numbering.") readonly removed!: readonly number[];
  @field([Int], 'Layers that lose their attention alone.') readonly removedAttention!: readonly number[];
  @field([Int], 'Layers that lose their MLP alone.') readonly removedMlp!: readonly number[];
  @field([Strategy], 'Strategies that chose it.') readonly strategies!: readonly Strategy[];
  @field(Float, 'Share of the dense score that is lost, or pruned / dense perplexity − 1; below 0 = better than the dense model.')
  readonly loss!: number;
  @field(ConfidenceInterval, '95 % interval of the loss of this removal alone.') readonly lossInterval!: ConfidenceInterval;
  @field(Float, 'Probability that the loss is within the maximum, for this removal alone; 0 to 1.') readonly probabilityWithin!: number;
  @field(Float, 'A lower bound of that probability that holds for all compared removals at once (Holm); 0 to 1.')
  readonly correctedProbability!: number;
  @field(Int, 'Documents of the benchmark that has the fewest.') readonly documents!: number;
  @field(RemovalSaving, 'What it saves.') readonly saves!: RemovalSaving;
  @field(String, 'The command that writes the pruned model.') readonly command!: string;
}

@outputType('The study that would settle what is open; submitStudy takes its parts.')
export class MeasurementRequest {
  @field(String, 'Why, in one sentence.') readonly reason!: string;
  @field([Strategy], 'Strategies to compare.') readonly strategies!: readonly Strategy[];
  @field([Int], 'Numbers of layers to remove.') readonly counts!: readonly number[];
  @field([String], 'Names of the benchmarks.') readonly benchmarks!: readonly string[];
  @nullable(Int, 'Documents of each benchmark; null = all.') readonly documents!: number | null;
  @field(Boolean, 'Whether speed and memory are measured too.') readonly efficiency!: boolean;
}

@outputType('Which layers to remove so that no more than a share of the quality is lost, from what is measured and stored.')
export class Recommendation {
  /** The model's key in the database. */
  readonly modelKey!: string;

  @field(RecommendationVerdict, 'How sure it is.') readonly verdict!: RecommendationVerdict;
  @field(String, 'The answer as a sentence, with its numbers.') readonly statement!: string;
  @field(String, 'How the probabilities are made, with sources.') readonly method!: string;
  @field(Float, 'Largest loss that is allowed, as a share.') readonly maximumLoss!: number;
  @field(String, "What the loss is meant on: 'average', 'perplexity' or the name of a benchmark.") readonly metric!: string;
  @field([String], 'Names of the benchmarks that it is meant on.') readonly benchmarks!: readonly string[];
  @nullable(String, 'Lane of the evaluations; null when there are none.') readonly lane!: string | null;
  @field(
    [String],
    'Lanes that hold evaluations of prunings of the model: measured here first, then those of most benchmarks and documents.',
  )
  readonly lanes!: readonly string[];
  @field(Int, 'Removals that were compared; draws of random strategies, which are controls, are not among them.')
  readonly comparedCount!: number;
  @nullable(RecommendedRemoval, 'Of the removals whose estimated loss is within the maximum, the one that saves most parameters.')
  readonly choice!: RecommendedRemoval | null;
  @nullable(RecommendedRemoval, 'One that saves less and is surer: the largest that is sure, else the next smaller.')
  readonly surer!: RecommendedRemoval | null;
  @nullable(
    Int,
    'Documents of each benchmark that would settle it, if the loss stays as estimated; null where it is settled, or none would.',
  )
  readonly documentsNeeded!: number | null;
  @nullable(MeasurementRequest, 'What to measure next; null where nothing would change the answer.')
  readonly measure!: MeasurementRequest | null;
}
