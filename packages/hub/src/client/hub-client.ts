import type { IncomingMessage } from 'node:http';
import { AppError } from '@lamina/errors';
import { temporaryFailure } from './backoff.ts';
import { type ConnectGuard, openConnectGuard } from './connect-guard.ts';
import { explainStatus } from './explain-status.ts';
import { HUB_DEFAULTS, type HubOptions } from './hub-options.ts';
import { parseEndpoint } from './parse-hub-environment.ts';
import { isPrivateAddress } from './private-address.ts';
import { messageOf, systemErrorCodeOf } from './system-error.ts';

/** Sends GET requests to one hub. */
export interface HubClient {
  readonly endpoint: URL;
  /** A URL below the endpoint, whose own path is kept. */
  addressOf(path: string): URL;
  /**
   * The answer to a GET after redirects, with status 200 or 206. The token is sent only to the endpoint's own origin.
   * @throws AppError as explainStatus; HUB_UNREACHABLE for failed connections; FORBIDDEN, HUB_ANSWER_INVALID for redirects.
   */
  get(address: URL, headers?: Readonly<Record<string, string>>): Promise<IncomingMessage>;
}

const MAX_REDIRECTS = 10;
const USER_AGENT = 'lamina';

/** Opens a client. The endpoint's name is looked up once, to know whether it has a private address. @throws AppError CONFIG_INVALID. */
export async function openHubClient(options: HubOptions): Promise<HubClient> {
  const endpoint = parseEndpoint(options.endpoint ?? HUB_DEFAULTS.endpoint);
  const guard = await openConnectGuard(endpoint, options.isPrivateAddress ?? isPrivateAddress);
  return {
    endpoint,
    addressOf: (path) => new URL(`${endpoint.pathname.replace(/\/$/, '')}${path}`, endpoint),
    async get(address, headers = {}) {
      let url = address;
      let isHub = true;
      for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
        isHub &&= url.origin === endpoint.origin;
        const authorization = isHub && options.token !== undefined ? { authorization: `Bearer ${options.token}` } : {};
        const answer = await send(url, { ...headers, ...authorization, 'user-agent': USER_AGENT }, { options, guard });
        const { statusCode = 0 } = answer;
        if (statusCode === 200 || statusCode === 206) return answer;
        answer.destroy();
        if (statusCode < 300 || statusCode >= 400) throw explainStatus(answer, url, options);
        url = followRedirect(url, answer.headers.location);
      }
      throw new AppError('HUB_ANSWER_INVALID', `${placeOf(address)} redirects more than ${MAX_REDIRECTS} times`);
    },
  };
}

/** A URL without its query, for messages: signed URLs contain secrets in the query. */
export function placeOf(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

function followRedirect(from: URL, location: string | undefined): URL {
  const to = location !== undefined && URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  const isAllowed = to?.protocol === 'https:' || (to?.protocol === 'http:' && from.protocol === 'http:');
  if (to && isAllowed) return to;
  throw new AppError(
    'HUB_ANSWER_INVALID',
    `${placeOf(from)} redirects to ${to ? placeOf(to) : 'no address'}; only http(s) addresses are followed, and never from https to http`,
  );
}

async function send(
  url: URL,
  headers: Readonly<Record<string, string>>,
  { options, guard }: { options: HubOptions; guard: ConnectGuard | undefined },
): Promise<IncomingMessage> {
  const { signal, idleTimeoutMs = HUB_DEFAULTS.idleTimeoutMs } = options;
  guard?.checkHost(url.hostname);
  // Loaded lazily: local models need no network, and Node takes 40 ms to load its HTTP module.
  const http = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  return await new Promise((resolve, reject) => {
    const request = http.request(url, {
      headers,
      signal,
      lookup: guard?.lookupFor(url.hostname),
    });
    request.setTimeout(idleTimeoutMs, () => request.destroy(new Error(`no byte came for ${idleTimeoutMs} ms`)));
    request.on('response', resolve);
    request.on('error', (error) => reject(explainNetworkError(error, url, signal)));
    request.end();
  });
}

/** The error for a failed connection. An abort becomes CANCELLED; every other failure may disappear in another attempt. */
export function explainNetworkError(error: unknown, url: URL, signal: AbortSignal | undefined): Error {
  if (error instanceof AppError) return error;
  if (signal?.aborted) return new AppError('CANCELLED', `the download from ${url.host} was stopped; the downloaded part is kept`);
  const message = `the connection to ${url.host} failed (${messageOf(error)}); check the network and HF_ENDPOINT, or set HF_HUB_OFFLINE=1 to use the cache`;
  // A name that does not exist will not appear within seconds, so it is not retried.
  if (systemErrorCodeOf(error) === 'ENOTFOUND') return new AppError('HUB_UNREACHABLE', message);
  return temporaryFailure('HUB_UNREACHABLE', message);
}
