import { AsyncLocalStorage } from 'node:async_hooks';

/** How long a request may go on. */
export interface RequestLife {
  /** Ends the request's statements: its reason says why (the deadline has passed, the caller has gone). */
  readonly signal: AbortSignal;
  /** For work that must be answered truthfully however long it takes: the request ends only with its caller then. */
  readonly liftDeadline: () => void;
}

/** The life of the request that runs; outside requests there is none. */
export const requestLife = new AsyncLocalStorage<RequestLife>();
