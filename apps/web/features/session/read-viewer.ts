import { ViewerDocument, type ViewerQuery } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';

/** Whom the API takes the holder of a token for. @throws ApiError with the code UNAUTHENTICATED for a token that is not valid. */
export async function readViewer(token: string): Promise<ViewerQuery['viewer']> {
  const { viewer } = await fetchApi(ViewerDocument, {}, { authorization: `Bearer ${token}` });
  return viewer;
}
