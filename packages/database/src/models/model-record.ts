import type { RepairFormat } from '@lamina/metrics';

/** A registered revision for the worker: ids, and the facts on which results depend. */
export interface RevisionRecord {
  readonly modelId: string;
  readonly slug: string;
  readonly revisionId: string;
  /** SHA-256 over the digests of graph, weights and tokenizer. */
  readonly digest: string;
  readonly location: string;
  readonly source: string;
  /** Null = not known. */
  readonly format: RepairFormat | null;
  readonly precision: string;
  readonly blockCount: number;
  readonly parameterCount: number;
  readonly layers: readonly { readonly id: string; readonly index: number; readonly parameterCount: number }[];
}
