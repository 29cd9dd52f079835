import { AppError } from '@lamina/errors';

/** A Lamina API for queries. */
export interface PlatformReader {
  readonly origin: string;
  /** The URL of a path that the API names, such as that of a download. */
  urlOf(path: string): string;
  /** Sends an operation and returns its data. */
  query<Data>(query: string, variables: object): Promise<Data>;
}

/** A Lamina API that receives results. */
export interface Platform extends PlatformReader {
  /** Uploads a file; `input` is the input of the mutation of that name. The same file is stored only once. */
  upload(verb: 'evaluations' | 'layer-scores', input: object, content: string): Promise<void>;
}

interface Reply<Data> {
  readonly data?: Data | null;
  readonly imports?: readonly object[];
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
    ...openPlatformReader(url, token),
    async upload(verb, input, content) {
      const target = new URL(`imports/${verb}`, address);
      const form = new FormData();
      form.append('input', JSON.stringify(input));
      form.append('content', new Blob([content]), verb);
      const { reply, status } = await post(target, { headers: { authorization }, body: form });
      if (reply?.imports === undefined) refuse(target, status);
    },
  };
}

/** The same without a token, which reads need only where a platform asks for one. @throws AppError as openPlatform, but for UNAUTHENTICATED. */
export function openPlatformReader(url: string, token: string | null): PlatformReader {
  const address = toAddress(url);
  const headers = { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
  return {
    origin: address.origin,
    // Below the page, the API has a path of its own.
    urlOf: (path) => new URL(path.replace(/^\//, ''), address).href,
    async query<Data>(query: string, variables: object) {
      const { reply, status } = await post<Data>(address, { headers, body: JSON.stringify({ query, variables }) });
      return reply?.data ?? refuse(address, status);
    },
  };
}

async function post<Data>(address: URL, request: RequestInit): Promise<{ reply: Reply<Data> | null; status: number }> {
  const response = await fetch(address, { method: 'POST', ...request }).catch((cause: unknown) => {
    throw new AppError('HUB_UNREACHABLE', `the platform at ${address} does not answer`, { cause });
  });
  const reply = (await response.json().catch(() => null)) as Reply<Data> | null;
  const error = reply?.errors?.[0];
  if (error !== undefined) throw new AppError('CONFLICT', `the platform at ${address} refused: ${error.message}`);
  return { reply, status: response.status };
}

function refuse(address: URL, status: number): never {
  throw new AppError('HUB_UNREACHABLE', `${address} answered with status ${status} and is not a Lamina API`);
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
