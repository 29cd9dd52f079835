import type { Sql } from '@lamina/database';
import { GraphQLJSON } from 'graphql-scalars';
import { Int } from 'type-graphql';
import { columnsOf } from '../../data/columns.ts';
import { field, nullable, outputType } from '../../paging/field.ts';

@outputType('Runtime that computed a number.')
export class Runtime {
  @field(String, "Execution provider, for example 'cpu' or 'cuda'.") readonly provider!: string;
  @nullable(String, "Device of the provider, for example 'AMD EPYC 7B13, 2 logical cores'; null in old rows that did not record it.")
  readonly device!: string | null;
  @nullable(String, "Why the preferred provider was not used, for example 'cuda: not installed'; null if the first choice worked.")
  readonly fallback!: string | null;
  @field(String, 'Version of ONNX Runtime.') readonly version!: string;
  @field(Int, 'Number of threads.') readonly threads!: number;
  @field(String, 'Number format of the computation.') readonly precision!: string;
}

@outputType('Everything that must be equal before two numbers may be compared.')
export class ComparabilityKey {
  @field(String, 'SHA-256 over the facts; numbers with equal digests are comparable.') readonly digest!: string;
  @field(GraphQLJSON, 'The facts: name → value.') readonly facts!: unknown;
}

/** The stored columns of a runtime. */
export interface StoredRuntime {
  readonly provider: string;
  readonly device: string | null;
  readonly providerFallback: string | null;
  readonly runtimeVersion: string;
  readonly threads: number;
  readonly precision: string;
}

/** The columns of a runtime; score runs, evaluations and measurements of speed have the same. */
export function runtimeColumnsOf(alias: string): Readonly<Record<keyof StoredRuntime, Sql>> {
  return columnsOf(alias, 'provider', 'device', 'providerFallback', 'runtimeVersion', 'threads', 'precision');
}

interface StoredComparability {
  readonly comparability: unknown;
  readonly comparabilityDigest: string;
}

/** The provenance columns of score runs and evaluations. */
export interface StoredProvenance extends StoredRuntime, StoredComparability {}

/** The runtime as the API shows it. */
export function toRuntime({ providerFallback, runtimeVersion, ...runtime }: StoredRuntime): Runtime {
  return { ...runtime, fallback: providerFallback, version: runtimeVersion };
}

/** The comparability key as the API shows it. */
function toComparabilityKey({ comparability, comparabilityDigest }: StoredComparability): ComparabilityKey {
  return { digest: comparabilityDigest, facts: comparability };
}

/** A row with its runtime and comparability key in the API's form, instead of their columns. */
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
