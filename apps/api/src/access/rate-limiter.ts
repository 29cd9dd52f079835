import { AppError } from '@lamina/errors';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Viewer } from './viewer.ts';

/** How many requests a caller may send per minute. */
export interface RateLimits {
  /** For one address, without a token. */
  readonly anonymous: number;
  /** For one token, or for one person that a token acts for. */
  readonly token: number;
}

/** Current state of a caller's rate limit. */
export interface RateState {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the window ends and the full limit is available again. */
  readonly resetSeconds: number;
}

/** Much more than a page or a notebook sends. */
export const RATE_LIMIT_DEFAULTS: RateLimits = { anonymous: 3000, token: 12_000 };
const WINDOW_SECONDS = 60;

/** Counts requests in this process: per token and person that it acts for, or per address without a token. */
export class RateLimiter {
  readonly #anonymous: RateLimiterMemory;
  readonly #token: RateLimiterMemory;

  constructor({ anonymous, token }: RateLimits) {
    this.#anonymous = new RateLimiterMemory({ points: anonymous, duration: WINDOW_SECONDS });
    this.#token = new RateLimiterMemory({ points: token, duration: WINDOW_SECONDS });
  }

  /** Counts one request. @throws RateLimitedError when the caller has none left. */
  async count(viewer: Viewer | null, address: string): Promise<RateState> {
    const limiter = viewer === null ? this.#anonymous : this.#token;
    const key = viewer === null ? address : [viewer.tokenKey ?? 'administrator', viewer.person].join(' ');
    try {
      return toState(limiter.points, await limiter.consume(key));
    } catch (reply) {
      if (!(reply instanceof RateLimiterRes)) throw reply;
      throw new RateLimitedError(toState(limiter.points, reply));
    }
  }
}

/** A refused request, with the facts that the sender needs to try again. */
export class RateLimitedError extends AppError {
  readonly state: RateState;

  constructor(state: RateState) {
    const { limit, resetSeconds } = state;
    super('RATE_LIMITED', `More than ${limit} requests in a minute. Send the next one in ${resetSeconds} s, or ask for larger pages.`, {
      details: { limit, retryAfterSeconds: resetSeconds },
    });
    this.state = state;
  }
}

function toState(limit: number, { remainingPoints, msBeforeNext }: RateLimiterRes): RateState {
  return { limit, remaining: Math.max(0, remainingPoints), resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1000)) };
}
