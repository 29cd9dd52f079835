import { AVERAGE_METRIC, type WantedRecommendation } from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';
import { ArgsType, Float } from 'type-graphql';
import { checkBatchSize } from '../../paging/check-batch-size.ts';
import { field, nullable } from '../../paging/field.ts';
import { UnitKind } from '../vocabulary/removal.ts';

/** The arguments of a model's recommendation. */
@ArgsType()
export class RecommendationArgs {
  @field(Float, 'Maximum allowed loss, as a share above 0 and at most 1: 0.05 = 5 %.') readonly maximumLoss!: number;
  @nullable(
    String,
    "The quantity whose loss is limited: 'average' = mean retention over the benchmarks with a score, 'perplexity' = the perplexity texts, or the name of one benchmark.",
    { defaultValue: AVERAGE_METRIC },
  )
  readonly metric?: string | null;
  @nullable([UnitKind], 'Kinds of units that may be removed; null = all measured kinds.') readonly units?: readonly UnitKind[] | null;
  @nullable(String, 'Protocol of the evaluations; null = the first entry of lanes.') readonly lane?: string | null;
}

/** The arguments of the root field. */
@ArgsType()
export class RootRecommendationArgs extends RecommendationArgs {
  @field(String, 'Short name or global id of the model.') readonly model!: string;
}

/** The checked request. @throws AppError BAD_USER_INPUT for a maximum outside 0 to 1. */
export function toWantedRecommendation({ maximumLoss, metric, units, lane }: RecommendationArgs): WantedRecommendation {
  if (!(maximumLoss > 0 && maximumLoss <= 1))
    throw new AppError('BAD_USER_INPUT', `maximumLoss is ${maximumLoss}; it must be a share above 0 and at most 1, as 0.05 for 5 %.`);
  if (units) checkBatchSize('units', units.length);
  return { maximumLoss, metric: metric ?? AVERAGE_METRIC, units: units ?? null, lane: lane ?? null };
}
