import { RecommendationDocument, type RecommendationFactsFragment } from '../../generated/graphql.ts';
import { ApiError } from '../api/api-error.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { type QuerySource, toQuerySource } from '../query/query-source.ts';
import type { RecommendationParams } from './recommendation-params.ts';

/** The API's answer, or why there is none; and what was asked. */
export type LoadedRecommendation = { readonly query: QuerySource } & (
  | { readonly data: RecommendationFactsFragment; readonly problem: null }
  | { readonly data: null; readonly problem: string }
);

/** Asks what may go. What the API refuses is said in its place. @throws ApiError only where the API is not reachable. */
export async function loadRecommendation(
  model: string,
  { loss, on }: Pick<RecommendationParams, 'loss' | 'on'>,
): Promise<LoadedRecommendation> {
  const variables = { model, maximumLoss: loss, on };
  const query = toQuerySource(RecommendationDocument, variables);
  try {
    return { query, data: (await fetchApi(RecommendationDocument, variables)).recommendation, problem: null };
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'refused') return { query, data: null, problem: error.message };
    throw error;
  }
}
