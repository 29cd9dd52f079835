import { getWebEnvironment } from '../../env.ts';
import type { TypedDocumentString } from '../../generated/graphql.ts';
import { getAuthorization } from '../session/session-cookie.ts';
import { ApiError } from './api-error.ts';
import { type Reply, readReply } from './read-reply.ts';

/** Timeout of a request, longer than the API’s own; after it the page shows that the API does not answer. */
const REQUEST_TIMEOUT_MS = 35_000;

/**
 * Sends one typed operation from the server on behalf of the browser's user. Nothing is cached, so numbers on a page are never older than the
 * request.
 */
export async function fetchApi<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  authorization?: Readonly<Record<string, string>>,
): Promise<Result> {
  const body = JSON.stringify({ query: document.toString(), variables });
  const reply = await send<Result>(body, authorization ?? (await getAuthorization()));
  return readReply(reply);
}

/** The same; null where the API has nothing of the kind. */
export async function fetchIfThere<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): Promise<Result | null> {
  try {
    return await fetchApi(document, variables);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}

async function send<Result>(body: string, authorization: Readonly<Record<string, string>>): Promise<Reply<Result>> {
  const { apiUrl: url } = getWebEnvironment();
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...authorization },
      body,
      cache: 'no-store',
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    return (await response.json()) as Reply<Result>;
  } catch (cause) {
    throw new ApiError('unreachable', `No GraphQL answer from ${url}`, { cause });
  }
}
