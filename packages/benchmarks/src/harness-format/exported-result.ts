/** A stored result with its benchmark, to write it for another tool. */
export interface ExportedResult {
  readonly evaluation: {
    /** Name of the metric, with its filter (splitMetricKey). */
    readonly metric: string;
    readonly value: number;
    readonly standardError: number | null;
    readonly sampleCount: number;
    readonly shots: number;
    readonly lane: string;
    readonly createdAt: Date;
    readonly provenance: {
      /** Number format of the computation. */
      readonly runtime: { readonly precision: string };
      /** The facts that must be equal before two results are compared. */
      readonly comparabilityKey: unknown;
    };
  };
  readonly benchmark: { readonly name: string; readonly version: string; readonly documentCount: number };
}
