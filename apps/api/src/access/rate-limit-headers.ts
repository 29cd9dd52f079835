import type { Response } from 'express';
import type { RateState } from './rate-limiter.ts';

/** Sets the headers that show the caller's rate limit: https://www.ietf.org/archive/id/draft-ietf-httpapi-ratelimit-headers-07.html */
export function setRateLimitHeaders(response: Response, { limit, remaining, resetSeconds }: RateState): void {
  response.setHeader('RateLimit-Limit', String(limit));
  response.setHeader('RateLimit-Remaining', String(remaining));
  response.setHeader('RateLimit-Reset', String(resetSeconds));
}
