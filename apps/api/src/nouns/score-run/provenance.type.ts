import type { Sql } from '@lamina/database';
import { GraphQLJSON } from 'graphql-scalars';
import { Int } from 'type-graphql';
import { columnsOf, objectOf } from '../../data/columns.ts';
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

/** The runtime in one column; score runs, evaluations and measurements of speed store the same facts of it. */
export function runtimeOf(alias: string): Sql {
  const { providerFallback, runtimeVersion } = columnsOf(alias, 'providerFallback', 'runtimeVersion');
  return objectOf({
    ...columnsOf(alias, 'provider', 'device', 'threads', 'precision'),
    fallback: providerFallback,
    version: runtimeVersion,
  });
}

/** The comparability key in one column; score runs and evaluations have one. */
export function comparabilityKeyOf(alias: string): Sql {
  const { comparability, comparabilityDigest } = columnsOf(alias, 'comparability', 'comparabilityDigest');
  return objectOf({ digest: comparabilityDigest, facts: comparability });
}
