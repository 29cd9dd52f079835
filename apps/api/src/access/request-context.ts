import type { Logger } from 'pino';
import type { ReaderContext } from '../data/node-reader.ts';
import type { RequestLoaders } from '../data/request-loaders.ts';
import type { Stores } from '../data/stores.ts';
import type { CallerBudget } from './rate-limiter.ts';
import type { Viewer } from './viewer.ts';

/** A release whose data a request reads. */
export interface ReadRelease {
  readonly version: string;
  /** When its data were frozen. */
  readonly cut: Date;
}

/** The caller, and the request's id in the log. */
export interface RequestFacts {
  /** The sender of a valid token; null = anonymous. */
  readonly viewer: Viewer | null;
  /** Rate limit of the caller; null = no limit. */
  readonly budget: CallerBudget | null;
  /** The release whose data are read; null = current data. */
  readonly release: ReadRelease | null;
  readonly requestId: string;
}

/** The context of a request: each resolver gets it besides its arguments. */
export interface RequestContext extends ReaderContext, RequestFacts, Stores {
  readonly loaders: RequestLoaders;
  readonly logger: Logger;
}
