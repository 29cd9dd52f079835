import { getWebEnvironment } from './env.ts';

/** Runs once at server start, so that an invalid environment stops the server and not the first request. */
export function register(): void {
  getWebEnvironment();
}
