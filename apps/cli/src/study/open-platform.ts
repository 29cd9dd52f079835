import { AppError } from '@lamina/errors';
import type { ImportEvaluationsInput, ImportLayerScoresInput } from '../../generated/schema.ts';

/** The files that a platform imports, by the name of their upload: the input of the mutation without the content. */
export interface Imports {
  readonly evaluations: Omit<ImportEvaluationsInput, 'content'>;
  readonly 'layer-scores': Omit<ImportLayerScoresInput, 'content'>;
}

/** A Lamina API that receives results. */
export interface Platform {
  readonly origin: string;
  /** Sends an operation and returns its data. */
  query<Data, Variables extends object>(query: string, variables: Variables): Promise<Data>;
  /** Uploads a file. The same file is stored only once. */
  upload<Verb extends keyof Imports>(verb: Verb, input: Imports[Verb], content: string): Promise<void>;
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
    origin: address.origin,
    async query<Data, Variables extends object>(query: string, variables: Variables) {
      const headers = { 'content-type': 'application/json', authorization };
      const { reply, status } = await post<Data>(address, { headers, body: JSON.stringify({ query, variables }) });
      return reply?.data ?? refuse(address, status);
    },
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
