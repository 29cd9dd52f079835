import type { RecommendationFactsFragment, SubmitStudyInput } from '../../generated/graphql.ts';

/** The study that would settle a recommendation: all that is asked for, and for the rest what the form has by default. */
export function toStudyInput(
  model: string,
  { strategies, counts, units, repairs, benchmarks, documents, efficiency }: NonNullable<RecommendationFactsFragment['measure']>,
  calibration: string,
): SubmitStudyInput {
  return {
    models: [model],
    calibration,
    until: {},
    strategies: [...strategies],
    units: units.map((kinds) => [...kinds]),
    repairs: repairs.map((kind) => ({ kind })),
    counts: [...counts],
    benchmarks: [...benchmarks],
    limit: documents,
    efficiency,
  };
}
