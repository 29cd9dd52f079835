import type { Logger } from 'pino';
import type { ReaderContext } from '../data/node-reader.ts';
import type { RequestLoaders } from '../data/request-loaders.ts';
import type { RateState } from './rate-limiter.ts';
import type { Viewer } from './viewer.ts';

/** A release whose data a request reads. */
export interface ReadRelease {
  readonly version: string;
  /** When its data were frozen. */
  readonly cut: Date;
}

/** Who asks, and under which id the log knows the request. */
export interface RequestFacts {
  /** Whoever sent a valid token; null = anybody. */
  readonly viewer: Viewer | null;
  /** Where the caller stands; null = nobody is limited. */
  readonly rateState: RateState | null;
  /** The release that the data are read as of; null = as they are now. */
  readonly release: ReadRelease | null;
  readonly requestId: string;
}

/** What every resolver gets besides its arguments, made anew for each request. Nouns add their services to it. */
export interface RequestContext extends ReaderContext, RequestFacts {
  readonly loaders: RequestLoaders;
  readonly logger: Logger;
}
