import { ArgsType, Float } from 'type-graphql';
import { field, nullable } from '../../paging/field.ts';
import { UnitKind } from '../vocabulary/unit-kind.ts';

/** What a model's recommendation takes. */
@ArgsType()
export class RecommendationArgs {
  @field(Float, 'Largest loss that is allowed, as a share above 0 and at most 1: 0.05 = 5 %.') readonly maximumLoss!: number;
  @nullable(
    String,
    "What the loss is meant on: 'average' = mean retention over the benchmarks with a score, 'perplexity' = the perplexity texts, or the name of one benchmark.",
    { defaultValue: 'average' },
  )
  readonly metric?: string | null;
  @nullable([UnitKind], 'What may be removed; null = whatever was measured.') readonly units?: readonly UnitKind[] | null;
  @nullable(String, 'Lane of the evaluations; null = the first of lanes.') readonly lane?: string | null;
}

/** What the root field takes. */
@ArgsType()
export class RootRecommendationArgs extends RecommendationArgs {
  @field(String, 'Short name or global id of the model.') readonly model!: string;
}
