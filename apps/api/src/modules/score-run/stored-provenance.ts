import type { ComparabilityKey } from './comparability-key.type.ts';
import type { Runtime } from './runtime.type.ts';

interface StoredRuntime {
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
export function toComparabilityKey({ comparability, comparabilityDigest }: StoredComparability): ComparabilityKey {
  return { digest: comparabilityDigest, facts: comparability };
}
