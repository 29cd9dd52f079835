import { getWebEnvironment } from './env.ts';

/** Runs once when the server starts: a wrong environment stops it there, not at the first visitor. */
export function register(): void {
  getWebEnvironment();
}
