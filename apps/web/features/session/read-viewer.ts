import { ViewerDocument, type ViewerQuery } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { type Person, toPersonHeader } from './to-person-header.ts';

/** Whom the API takes the holder of a token for, or the person whom it acts for. @throws ApiError with the code UNAUTHENTICATED for a token that is not valid. */
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
