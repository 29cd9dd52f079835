import { AppError } from '@lamina/errors';

/** A Lamina API that receives results. */
export interface Platform {
  readonly origin: string;
  /** Sends an operation and returns its data. */
  query<Data, Variables extends object>(query: string, variables: Variables): Promise<Data>;
}

interface Reply<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string }[];
}

/**
 * Opens a connection without sending anything. @throws AppError UNAUTHENTICATED without a token, BAD_USER_INPUT for an invalid URL. The functions
 * throw CONFLICT with the platform's message if it refuses, HUB_UNREACHABLE if it does not answer.
 */
export function openPlatform(url: string, token: string | null): Platform {
  if (token === null)
    throw new AppError('UNAUTHENTICATED', 'LAMINA_API_TOKEN is empty; to send results, set it to a token of the scope IMPORT');
  const address = toAddress(url);
  const authorization = `Bearer ${token}`;
  return {
    origin: address.origin,
    query: (query, variables) =>
      post(address, { headers: { 'content-type': 'application/json', authorization }, body: JSON.stringify({ query, variables }) }),
  };
}

async function post<Data>(address: URL, request: RequestInit): Promise<Data> {
  const response = await fetch(address, { method: 'POST', ...request }).catch((cause: unknown) => {
    throw new AppError('HUB_UNREACHABLE', `the platform at ${address} does not answer`, { cause });
  });
  const reply = (await response.json().catch(() => null)) as Reply<Data> | null;
  const error = reply?.errors?.[0];
  if (error !== undefined) throw new AppError('CONFLICT', `the platform at ${address} refused: ${error.message}`);
  if (reply?.data) return reply.data;
  throw new AppError('HUB_UNREACHABLE', `${address} answered with status ${response.status} and is not a Lamina API`);
}

function toAddress(url: string): URL {
  try {
    const parsed = new URL(url);
    if (parsed.pathname === '/') parsed.pathname = '/graphql';
    return parsed;
  } catch (cause) {
    throw new AppError('BAD_USER_INPUT', `"${url}" is not a valid URL; give --api a URL such as http://localhost:4000`, { cause });
  }
}
