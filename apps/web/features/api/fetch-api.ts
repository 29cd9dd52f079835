import { getWebEnvironment } from '../../env.ts';
import type { TypedDocumentString } from '../../generated/graphql.ts';
import { getAuthorization } from '../session/get-authorization.ts';
import { ApiError } from './api-error.ts';
import { type Reply, readReply } from './read-reply.ts';

/** A page that waits longer than this for its numbers says so instead. */
const REQUEST_TIMEOUT_MS = 15_000;

/**
 * Sends one typed operation from the server, as the person whose browser asked. Numbers on a page are never older than the request:
 * nothing is cached.
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
