/** Facts of the runtime that measured. */
export interface RuntimeRecord {
  readonly provider: string;
  /** Device of the provider. */
  readonly device: string;
  /** Why the preferred provider was not used; null if the first choice worked. */
  readonly fallback: string | null;
  readonly version: string;
  readonly threads: number;
  readonly precision: string;
}

/** The columns in which score runs, evaluations and measurements of speed keep those facts. */
export function runtimeColumnsOf({ provider, device, fallback, version, threads, precision }: RuntimeRecord) {
  return { provider, device, providerFallback: fallback, runtimeVersion: version, threads, precision };
}
