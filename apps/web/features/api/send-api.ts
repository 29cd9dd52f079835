import type { TypedDocumentString } from '../../generated/graphql.ts';
import { ApiError } from './api-error.ts';
import { type Reply, readReply } from './read-reply.ts';

/** Sends one typed operation from the browser through the page's server, which has the session. @throws ApiError */
export async function sendApi<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  signal: AbortSignal | null = null,
): Promise<Result> {
  const reply = await fetch('/api/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: document.toString(), variables }),
    signal,
  })
    .then((response) => response.json() as Promise<Reply<Result>>)
    .catch((cause: unknown) => {
      throw new ApiError('unreachable', 'No answer; check the connection and try again', { cause });
    });
  return readReply(reply);
}
