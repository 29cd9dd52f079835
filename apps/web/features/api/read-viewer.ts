import { ViewerDocument, type ViewerQuery } from '../../generated/graphql.ts';
import { type Person, toPersonHeader } from '../session/to-person-header.ts';
import { fetchApi } from './fetch-api.ts';

/**
 * The API's view of a token's holder, or of the person that the token acts for. @throws ApiError with the code UNAUTHENTICATED for an invalid token.
 */
export async function readViewer(token: string, person?: Person): Promise<ViewerQuery['viewer']> {
  const { viewer } = await fetchApi(
    ViewerDocument,
    {},
    {
      authorization: `Bearer ${token}`,
      ...(person ? toPersonHeader(person) : {}),
    },
  );
  return viewer;
}
