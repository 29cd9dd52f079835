import type { ComparabilityKey } from './comparability-key.type.ts';
import type { Runtime } from './runtime.type.ts';

/** The columns of a runtime. */
export interface StoredRuntime {
  readonly provider: string;
  readonly device: string | null;
  readonly providerFallback: string | null;
  readonly runtimeVersion: string;
  readonly threads: number;
  readonly precision: string;
}

interface StoredComparability {
  readonly comparability: unknown;
  readonly comparabilityDigest: string;
}

/** The columns that say how a number came about, as score runs and evaluations store them. */
export interface StoredProvenance extends StoredRuntime, StoredComparability {}

/** The runtime as the API shows it. */
export function toRuntime({ providerFallback, runtimeVersion, ...runtime }: StoredRuntime): Runtime {
  return { ...runtime, fallback: providerFallback, version: runtimeVersion };
}

/** The comparability key as the API shows it. */
function toComparabilityKey({ comparability, comparabilityDigest }: StoredComparability): ComparabilityKey {
  return { digest: comparabilityDigest, facts: comparability };
}

/** A row with its runtime and comparability key as the API shows them, in place of their columns. */
export function toProvenance<Stored extends StoredProvenance>({
  comparability,
  comparabilityDigest,
  provider,
  device,
  providerFallback,
  runtimeVersion,
  threads,
  precision,
  ...record
}: Stored): Omit<Stored, keyof StoredProvenance> & { readonly runtime: Runtime; readonly comparabilityKey: ComparabilityKey } {
  return {
    ...record,
    runtime: toRuntime({ provider, device, providerFallback, runtimeVersion, threads, precision }),
    comparabilityKey: toComparabilityKey({ comparability, comparabilityDigest }),
  };
}
