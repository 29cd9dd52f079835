import { cache } from 'react';
import { FamiliesDocument } from '../../generated/graphql.ts';
import { ApiError } from '../api/api-error.ts';
import { fetchApi } from '../api/fetch-api.ts';

/** Short names of all families, oldest first; empty if the API does not answer, because the page then shows that problem. */
export const listFamilies = cache(async (): Promise<readonly string[]> => {
  try {
    const { families } = await fetchApi(FamiliesDocument, {});
    return families.nodes.map(({ slug }) => slug);
  } catch (error) {
    if (error instanceof ApiError) return [];
    throw error;
  }
});
