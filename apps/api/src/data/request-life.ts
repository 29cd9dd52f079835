import { AsyncLocalStorage } from 'node:async_hooks';

/** Lifetime of a request. */
export interface RequestLife {
  /** Cancels the request's statements. Its reason says why: the deadline has passed or the caller has disconnected. */
  readonly signal: AbortSignal;
  /** Removes the deadline, for work that must be completed however long it takes. The request then ends only when its caller disconnects. */
  readonly liftDeadline: () => void;
}

/** The lifetime of the running request; undefined outside requests. */
export const requestLife = new AsyncLocalStorage<RequestLife>();
