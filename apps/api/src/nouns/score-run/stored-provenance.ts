import { GraphQLJSON } from 'graphql-scalars';
import { Int } from 'type-graphql';
import { field, nullable, outputType } from '../../paging/field.ts';

@outputType('What computed a number.')
export class Runtime {
  @field(String, "Execution provider, as 'cpu' or 'cuda'.") readonly provider!: string;
  @nullable(String, "What the provider computed on, as 'AMD EPYC 7B13, 2 logical cores'; null in rows from before it was recorded.")
  readonly device!: string | null;
  @nullable(String, "Why no provider that was wanted more was used, as 'cuda: not installed'; null where the first choice worked.")
  readonly fallback!: string | null;
  @field(String, 'Version of ONNX Runtime.') readonly version!: string;
  @field(Int, 'Threads it was given.') readonly threads!: number;
  @field(String, 'Number format of the computation.') readonly precision!: string;
}

@outputType('Everything that must agree before two numbers are compared.')
export class ComparabilityKey {
  @field(String, 'SHA-256 over the facts: equal digests are comparable.') readonly digest!: string;
  @field(GraphQLJSON, 'The facts: name → value.') readonly facts!: unknown;
}

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
