import { toEnumName } from '@lamina/metrics';
import type { UnitKind } from '@lamina/plans';
import { RecommendationDocument, type RecommendationFactsFragment } from '../../generated/graphql.ts';
import { ApiError } from '../api/api-error.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { type QuerySource, toQuerySource } from '../query/query-source.ts';
import { REMOVABLE_UNITS, type RecommendationParams } from './recommendation-params.ts';

/** The API's answer, or why there is none; and what was asked. */
export type LoadedRecommendation = { readonly query: QuerySource } & (
  | { readonly data: RecommendationFactsFragment; readonly calibration: string | null; readonly problem: null }
  | { readonly data: null; readonly problem: string }
);

/** Asks what may go. What the API refuses is said in its place. @throws ApiError only where the API is not reachable. */
export async function loadRecommendation(
  model: string,
  { loss, on, may }: Pick<RecommendationParams, 'loss' | 'on' | 'may'>,
): Promise<LoadedRecommendation> {
  const kinds: readonly UnitKind[] | null = REMOVABLE_UNITS[may];
  const variables = { model, maximumLoss: loss, on, units: kinds?.map(toEnumName<UnitKind>) ?? null };
  const query = toQuerySource(RecommendationDocument, variables);
  try {
    const { recommendation, calibrationSets } = await fetchApi(RecommendationDocument, variables);
    // No text is registered before a scorer has scored.
    return { query, data: recommendation, calibration: calibrationSets.nodes[0]?.slug ?? null, problem: null };
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'refused') return { query, data: null, problem: error.message };
    throw error;
  }
}
