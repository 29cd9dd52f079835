import type { IncomingMessage } from 'node:http';
import { AppError } from '@lamina/errors';
import { createBackoff } from './backoff.ts';
import { explainNetworkError, type HubClient, placeOf } from './hub-client.ts';
import type { HubOptions } from './hub-options.ts';

/** Limit against malicious or broken servers; the largest answers of the hub are a few megabytes. */
const MAX_ANSWER_BYTES = 64 << 20;
/** A user waits for the first answer of a hub that may be unreachable, so give up after a few seconds. */
const MAX_FAILURES = 4;

/** A JSON answer of the hub. */
export interface JsonAnswer {
  readonly value: unknown;
  readonly place: string;
  /** URL of the next page. */
  readonly next: URL | undefined;
}

export interface JsonOptions extends HubOptions {
  /** Default: 64 MiB. */
  readonly maximumBytes?: number;
}

/** Gets JSON, with retries after temporary failures. @throws AppError as HubClient.get; HUB_ANSWER_INVALID if the answer is not JSON. */
export async function getJson(client: HubClient, address: URL, options: JsonOptions, accept = 'application/json'): Promise<JsonAnswer> {
  const backoff = createBackoff({ maxFailures: MAX_FAILURES, ...options });
  const place = placeOf(address);
  for (;;) {
    try {
      const answer = await client.get(address, { accept });
      const text = await readText(answer, address, options);
      return { value: parseJson(text, place), place, next: findNextPage(answer.headers.link, address) };
    } catch (failure) {
      await backoff.waitAfter(failure);
    }
  }
}

async function readText(answer: IncomingMessage, address: URL, { signal, maximumBytes = MAX_ANSWER_BYTES }: JsonOptions): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      if (bytes > maximumBytes) throw malformed(placeOf(address), `it is longer than ${maximumBytes} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw explainNetworkError(error, address, signal);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed(place, 'it is not JSON');
  }
}

/** RFC 8288: `Link: <address>; rel="next"`. */
function findNextPage(link: string | string[] | undefined, from: URL): URL | undefined {
  const [, target] = /<([^>]+)>\s*;[^,]*\brel="?next"?/.exec([link].flat().join(',')) ?? [];
  return target !== undefined && URL.canParse(target, from.href) ? new URL(target, from) : undefined;
}

/** The error for an answer without the hub's form. */
export function malformed(place: string, what: string): AppError {
  return new AppError('HUB_ANSWER_INVALID', `${place} does not answer like the hub: ${what}; check HF_ENDPOINT`);
}
