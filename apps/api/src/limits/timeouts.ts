import { REQUEST_LIMITS } from './request-limits.ts';

/** How long things may take before they are ended. */
export interface Timeouts {
  /** Milliseconds of one SQL statement: PostgreSQL itself ends it. */
  readonly statementMs: number;
  /** Milliseconds from a request's body to its reply: its statement is cancelled, and no further one begins. */
  readonly requestMs: number;
  /** Milliseconds for a whole request to arrive: who sends it more slowly is cut off. */
  readonly sendMs: number;
}

export const TIMEOUT_DEFAULTS: Timeouts = {
  statementMs: REQUEST_LIMITS.statementTimeoutMs,
  requestMs: REQUEST_LIMITS.deadlineMs,
  sendMs: REQUEST_LIMITS.requestTimeoutMs,
};
