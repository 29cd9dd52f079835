import { AsyncLocalStorage } from 'node:async_hooks';

/** Ends the statements of the request that runs: its reason says why (the deadline has passed, the caller has gone). Outside requests there is none. */
export const requestSignal = new AsyncLocalStorage<AbortSignal>();
