import { lookup } from 'node:dns';
import { lookup as resolveAll } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';
import { AppError } from '@lamina/errors';
import { temporaryFailure } from './backoff.ts';
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

/** The error for an HTTP status of the hub, with advice. 429 and 5xx are temporary. */
function explainStatus({ statusCode = 0, headers }: IncomingMessage, url: URL, { token }: HubOptions): AppError {
  const place = `${url.origin}${url.pathname}`;
  if (statusCode === 429)
    return temporaryFailure('RATE_LIMITED', `${url.host} answers 429: too many requests`, parseRetryAfter(headers['retry-after']));
  if (statusCode === 408 || statusCode >= 500) {
    return temporaryFailure('HUB_UNREACHABLE', `${place} answers ${statusCode}`, parseRetryAfter(headers['retry-after']));
  }
  const withToken = token === undefined ? 'set HF_TOKEN to a token that may read it' : 'the token in HF_TOKEN may not read it';
  if (statusCode === 401) {
    return new AppError(
      'UNAUTHENTICATED',
      `${place} answers 401: it does not exist, or it is private; check the name, and if it is private, ${withToken}`,
    );
  }
  if (statusCode === 403) {
    return new AppError('FORBIDDEN', `${place} answers 403: its terms must be accepted on the hub's page of it first, and ${withToken}`);
  }
  if (statusCode === 404) {
    const what =
      headers['x-error-code'] === 'RevisionNotFound' ? 'there is no such revision' : 'there is no such repository, revision or file';
    return new AppError('NOT_FOUND', `${place} answers 404: ${what}; check the name, and if it is private, ${withToken}`);
  }
  if (statusCode === 416) {
    return new AppError('HUB_ANSWER_INVALID', `${place} has fewer bytes than the hub lists; the file was not kept`, {
      details: { isWrong: true },
    });
  }
  return new AppError('HUB_ANSWER_INVALID', `${place} answers ${statusCode}, which the hub's interface does not have; check HF_ENDPOINT`);
}

/** Milliseconds a Retry-After header asks to wait (RFC 9110 §10.2.3: seconds or a date); undefined where it says neither. */
export function parseRetryAfter(value: string | undefined, nowMs = Date.now()): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

/** Decides for every connection of a download whether it is allowed. */
interface ConnectGuard {
  /** Checks a host that is an IP address. @throws AppError FORBIDDEN. */
  checkHost(hostname: string): void;
  /** DNS lookup for the connection itself, so that the name server cannot return another address between check and use. */
  lookupFor(hostname: string): LookupFunction;
}

/**
 * A public hub may redirect only to public hosts: an address inside a private network (a cloud's metadata service, a router) is refused. If the
 * configured hub itself has a private address, it belongs to the operator and may redirect anywhere.
 */
export async function openConnectGuard(endpoint: URL, isPrivate: (address: string) => boolean): Promise<ConnectGuard | undefined> {
  const host = hostOf(endpoint.hostname);
  const addresses = isIP(host) ? [host] : (await resolveAll(host, { all: true }).catch(() => [])).map(({ address }) => address);
  if (addresses.some(isPrivate)) return undefined;
  const refuse = (target: string): AppError =>
    new AppError(
      'FORBIDDEN',
      `the hub ${endpoint.host} redirects to ${target}, an address inside a private network; this is refused. If that is your own mirror, set HF_ENDPOINT to it`,
    );
  return {
    checkHost(hostname) {
      const address = hostOf(hostname);
      if (isIP(address) && isPrivate(address)) throw refuse(address);
    },
    lookupFor: (target) => (hostname, options, callback) => {
      lookup(hostname, options, (error, address, family) => {
        // Node gives no address beside an error.
        const found = [address ?? []].flat().map((entry) => (typeof entry === 'string' ? entry : entry.address));
        // If the name differs from the target's name, it is a proxy, which the operator chose.
        const isRefused = error === null && hostname === target && found.some(isPrivate);
        callback(isRefused ? refuse(`${hostname} (${found.join(', ')})`) : error, address, family);
      });
    },
  };
}

function hostOf(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}
