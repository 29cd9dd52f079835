import { ArgsType, Float } from 'type-graphql';
import { field, nullable } from '../../paging/field.ts';
import { UnitKind } from '../vocabulary/unit-kind.ts';

/** The arguments of a model's recommendation. */
@ArgsType()
export class RecommendationArgs {
  @field(Float, 'Maximum allowed loss, as a share above 0 and at most 1: 0.05 = 5 %.') readonly maximumLoss!: number;
  @nullable(
    String,
    "The quantity whose loss is limited: 'average' = mean retention over the benchmarks with a score, 'perplexity' = the perplexity texts, or the name of one benchmark.",
    { defaultValue: 'average' },
  )
  readonly metric?: string | null;
  @nullable([UnitKind], 'Kinds of units that may be removed; null = all measured kinds.') readonly units?: readonly UnitKind[] | null;
  @nullable(String, 'Lane of the evaluations; null = the first entry of lanes.') readonly lane?: string | null;
}

/** The arguments of the root field. */
@ArgsType()
export class RootRecommendationArgs extends RecommendationArgs {
  @field(String, 'Short name or global id of the model.') readonly model!: string;
}
