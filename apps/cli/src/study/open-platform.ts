import { AppError } from '@lamina/errors';

/** A Lamina API that receives results. */
export interface Platform {
  readonly origin: string;
  /** Sends an operation and returns its data. */
  query<Data, Variables extends object>(query: string, variables: Variables): Promise<Data>;
}

/** The reply of a GraphQL API. */
export interface Reply {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: unknown } }[];
}

/**
 * Opens a connection without sending anything. @throws AppError UNAUTHENTICATED without a token, BAD_USER_INPUT for an invalid URL. The functions
 * throw CONFLICT with the platform's message if it refuses, HUB_UNREACHABLE if it does not answer.
 */
export function openPlatform(url: string, token: string | null): Platform {
  if (token === null)
    throw new AppError('UNAUTHENTICATED', 'LAMINA_API_TOKEN is empty; to send results, set it to a token of the scope IMPORT');
  const address = toAddress(url);
  return {
    origin: address.origin,
    query: async <Data, Variables extends object>(query: string, variables: Variables) => {
      const { data, errors: [error] = [] } = await sendQuery(address, token, { query, variables });
      if (error !== undefined) throw new AppError('CONFLICT', `the platform at ${address} refused: ${error.message}`);
      return data as Data;
    },
  };
}

/** Sends an operation, and returns data or errors. @throws AppError HUB_UNREACHABLE if nothing answers, or no Lamina API */
export async function sendQuery(
  address: URL,
  token: string | null,
  operation: { readonly query: string; readonly variables: object },
): Promise<Reply> {
  const headers = new Headers({ 'content-type': 'application/json', accept: 'application/json' });
  if (token !== null) headers.set('authorization', `Bearer ${token}`);
  const response = await fetch(address, { method: 'POST', headers, body: JSON.stringify(operation) }).catch((cause: unknown) => {
    throw new AppError(
      'HUB_UNREACHABLE',
      `the platform at ${address} does not answer; start it (npm start, or lamina serve), or give --api`,
      { cause },
    );
  });
  const reply = (await response.json().catch(() => null)) as Reply | null;
  if (reply?.errors?.length || reply?.data) return reply;
  throw new AppError('HUB_UNREACHABLE', `${address} answered with status ${response.status} and is not a Lamina API`);
}

/** The GraphQL endpoint of a platform. @throws AppError BAD_USER_INPUT for an invalid URL */
export function toAddress(url: string): URL {
  try {
    const parsed = new URL(url);
    if (parsed.pathname === '/') parsed.pathname = '/graphql';
    return parsed;
  } catch (cause) {
    throw new AppError('BAD_USER_INPUT', `"${url}" is not a valid URL; give --api a URL such as http://localhost:4000`, { cause });
  }
}
