import type { ComparabilityKey } from './comparability-key.type.ts';
import type { Runtime } from './runtime.type.ts';

interface StoredRuntime {
  readonly provider: string;
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
export function toRuntime({ provider, runtimeVersion, threads, precision }: StoredRuntime): Runtime {
  return { provider, version: runtimeVersion, threads, precision };
}

/** The comparability key as the API shows it. */
export function toComparabilityKey({ comparability, comparabilityDigest }: StoredComparability): ComparabilityKey {
  return { digest: comparabilityDigest, facts: comparability };
}
