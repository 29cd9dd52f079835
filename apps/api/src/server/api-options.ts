import type { HubSettings } from '@lamina/hub';
import type { BucketSettings } from '@lamina/model-store';
import type { Logger } from 'pino';
import type { RateLimits } from '../access/rate-limiter.ts';
import type { Timeouts } from '../limits/request-limits.ts';

/** Options of the API. */
export interface ApiOptions {
  /** A migrated database. */
  readonly databaseUrl: string;
  /** 0 = select a free port. */
  readonly port: number;
  /** The administrator's token. */
  readonly adminToken: string;
  /** Folder of release files, shared by all API processes. */
  readonly releasesFolder: string;
  /** Folder of pruned models, shared with the workers. */
  readonly modelsFolder: string;
  /** The bucket into which workers put them; default: none. */
  readonly bucket?: BucketSettings | null;
  /** Folder of models that are being uploaded, shared by all API processes. */
  readonly uploadsFolder: string;
  /** Folder of uploaded models, shared with the workers and on the same file system as uploadsFolder. */
  readonly uploadedModelsFolder: string;
  /** The hub whose configurations predictions read; its token is not used. Default: none. */
  readonly hub?: HubSettings | null;
  /** Origin of the web app, whose pages may call the API. */
  readonly webOrigin: string;
  /** True if requests without a token may read; default true. */
  readonly isAnonymousAllowed?: boolean;
  /** Default: no rate limits. */
  readonly rateLimits?: RateLimits;
  /** false turns off the rules of limits/, only to measure their cost. Never use it for a public API. Default true. */
  readonly hasLimits?: boolean;
  /** Default: TIMEOUT_DEFAULTS. */
  readonly timeouts?: Partial<Timeouts>;
  readonly logger?: Logger;
  /** Receives the text of each SQL statement that reads. */
  readonly onStatement?: (text: string) => void;
}
