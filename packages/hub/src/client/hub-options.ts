/** Where the hub is and where its files are kept. */
export interface HubSettings {
  /** Root of the hub's addresses; a mirror may have a path. Default `https://huggingface.co`. */
  readonly endpoint?: string;
  /** Access token: sent to the endpoint only, never shown. */
  readonly token?: string;
  /** The cache: holds `models--org--name/{refs,blobs,snapshots}`, as Python's huggingface_hub lays it out. */
  readonly cacheFolder: string;
  /** Never use the network. */
  readonly offline?: boolean;
}

/** Settings of one download; what is below `signal` has a default that suits everybody and is there for tests and odd networks. */
export interface HubOptions extends HubSettings {
  readonly signal?: AbortSignal;
  /** Failures in a row without progress before giving up. */
  readonly maxFailures?: number;
  /** Silence on a connection after which it counts as cut. */
  readonly idleTimeoutMs?: number;
  readonly wait?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /** In [0, 1): spreads the retries of many clients. */
  readonly random?: () => number;
  /** Bytes free for a file in a folder. */
  readonly getFreeBytes?: (folder: string) => Promise<number>;
  /** Whether an IP address belongs to a private network, which a public hub may not redirect to. */
  readonly isPrivateAddress?: (address: string) => boolean;
}

export const HUB_DEFAULTS = {
  endpoint: 'https://huggingface.co',
  revision: 'main',
  maxFailures: 6,
  idleTimeoutMs: 60_000,
} as const;
