import type { RateLimitedError, RateState } from './rate-limiter.ts';

/** The headers that show the caller's budget: https://www.ietf.org/archive/id/draft-ietf-httpapi-ratelimit-headers-07.html */
export function rateLimitHeaders({ limit, remaining, resetSeconds }: RateState): Readonly<Record<string, string>> {
  return { 'ratelimit-limit': String(limit), 'ratelimit-remaining': String(remaining), 'ratelimit-reset': String(resetSeconds) };
}

/** The headers of a refusal: the budget, and when the request may be sent again. */
export function refusalHeaders({ state, retryAfterSeconds }: RateLimitedError): Readonly<Record<string, string>> {
  return { ...rateLimitHeaders(state), 'retry-after': String(retryAfterSeconds) };
}
