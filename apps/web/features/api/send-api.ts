import type { TypedDocumentString } from '../../generated/graphql.ts';
import { ApiError } from './api-error.ts';

interface Reply<Result> {
  readonly data?: Result | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** Sends one typed operation from the browser, through the page's server, which knows who has signed in. @throws ApiError */
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
  const problem = reply.errors?.[0];
  if (problem) throw new ApiError('refused', problem.message, problem.extensions?.code ? { code: problem.extensions.code } : {});
  if (!reply.data) throw new ApiError('refused', 'The API answered without data.');
  return reply.data;
}
