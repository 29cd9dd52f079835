import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@lamina/errors';
import { HUB_DEFAULTS, type HubOptions } from './hub-options.ts';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
// If a server asks for a longer wait, the user is told instead of waiting.
const LONGEST_RETRY_AFTER_MS = 300_000;

/** Waits between attempts. */
export interface Backoff {
  /** Waits as long as the failure requires. @throws the failure if it is not temporary, or if there were too many. */
  waitAfter(failure: unknown): Promise<void>;
  /** Resets the count of failures after progress. */
  reset(): void;
}

/** A failure that may disappear in another attempt. `retryAfterMs` is the server's own value. */
export function temporaryFailure(code: 'HUB_UNREACHABLE' | 'RATE_LIMITED', message: string, retryAfterMs?: number): AppError {
  return new AppError(code, message, { details: { temporary: true, retryAfterMs } });
}

/** Exponential waits from half a second to 30 s, each with random jitter between 50 % and 100 %; a server's Retry-After takes precedence. */
export function createBackoff({ maxFailures = HUB_DEFAULTS.maxFailures, random = Math.random, wait = pause, signal }: HubOptions): Backoff {
  let failures = 0;
  return {
    async waitAfter(failure) {
      if (!(failure instanceof AppError) || failure.details.temporary !== true) throw failure;
      failures += 1;
      const asked = failure.details.retryAfterMs;
      if (failures >= maxFailures || (typeof asked === 'number' && asked > LONGEST_RETRY_AFTER_MS)) throw lastFailure(failure, failures);
      const longest = Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS);
      await wait(typeof asked === 'number' ? asked : longest * (0.5 + random() / 2), signal).catch((error: unknown) => {
        throw signal?.aborted ? new AppError('CANCELLED', 'the download was stopped; the downloaded part is kept') : error;
      });
    },
    reset() {
      failures = 0;
    },
  };
}

function lastFailure(failure: AppError, failures: number): AppError {
  const asked = failure.details.retryAfterMs;
  const hint = typeof asked === 'number' && asked > 0 ? `, the server asks to wait ${Math.ceil(asked / 1000)} s` : '';
  return new AppError(
    failure.code,
    `${failure.message}; gave up after ${failures} attempts${hint}. The downloaded part is kept: run the command again`,
    {
      cause: failure,
    },
  );
}

/** Sleeps; ends early with an AbortError when `signal` fires. */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(ms, undefined, signal ? { signal } : {});
}
