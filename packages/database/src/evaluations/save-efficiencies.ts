import type { Efficiency } from '../../generated/client.ts';
import type { Database } from '../connection/create-database.ts';
import { type Fence, withFence } from '../jobs/fence.ts';
import { digestOf } from '../rows/digest-of.ts';
import { type RuntimeRecord, runtimeColumnsOf } from '../rows/runtime-record.ts';

/** Median of repeated measurements, with the lowest and the highest. */
export interface SpreadRecord {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** A speed ÷ the whole model's, measured alternately, with the ends of its 95 % interval. */
export interface RatioRecord {
  readonly ratio: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** Speed and memory of one form of a model on one machine. */
export interface NewEfficiency extends EfficiencyFacts {
  readonly runtime: RuntimeRecord;
  readonly prefillTokensPerSecond: SpreadRecord;
  /** null for a model without a cache. */
  readonly decodeTokensPerSecond: SpreadRecord | null;
  /** null for the whole model. */
  readonly comparedWithDense: { readonly prefill: RatioRecord; readonly decode: RatioRecord | null } | null;
  readonly peakMemoryBytes: number;
  readonly baseMemoryBytes: number;
  readonly weightsBytes: number;
  readonly parameters: number;
}

type EfficiencyFacts = Readonly<
  Pick<Efficiency, 'revisionId' | 'pruningId' | 'machine' | 'batch' | 'promptTokens' | 'generatedTokens' | 'warmUps' | 'rounds'> &
    Pick<Efficiency, 'repetitions' | 'measuredAlone' | 'cacheBytesPerToken'>
>;

/** Stores measurements in one transaction; rows that the job has already stored do not change. Refuses with ATTEMPT_LOST. */
export function saveEfficiencies(database: Database, fence: Fence, measurements: readonly NewEfficiency[]): Promise<void> {
  return withFence(database, fence, async (transaction) => {
    const data = measurements.map((measurement) => ({ ...rowOf(measurement, fence.jobId), jobId: fence.jobId, attempt: fence.attempt }));
    await transaction.efficiency.createMany({ data, skipDuplicates: true });
  });
}

function rowOf(
  { runtime, prefillTokensPerSecond, decodeTokensPerSecond, comparedWithDense, parameters, ...facts }: NewEfficiency,
  jobId: string,
) {
  const { revisionId, pruningId, machine, batch, promptTokens, generatedTokens } = facts;
  const { provider, device, threads, version } = runtime;
  return {
    ...facts,
    digest: digestOf({ revisionId, pruningId, jobId, batch, promptTokens, generatedTokens }),
    machineDigest: digestOf({ machine, provider, device, threads, version }),
    ...runtimeColumnsOf(runtime),
    prefillTokensPerSecond: prefillTokensPerSecond.median,
    prefillLow: prefillTokensPerSecond.low,
    prefillHigh: prefillTokensPerSecond.high,
    decodeTokensPerSecond: decodeTokensPerSecond?.median ?? null,
    decodeLow: decodeTokensPerSecond?.low ?? null,
    decodeHigh: decodeTokensPerSecond?.high ?? null,
    prefillRatio: comparedWithDense?.prefill.ratio ?? null,
    prefillRatioLow: comparedWithDense?.prefill.low ?? null,
    prefillRatioHigh: comparedWithDense?.prefill.high ?? null,
    decodeRatio: comparedWithDense?.decode?.ratio ?? null,
    decodeRatioLow: comparedWithDense?.decode?.low ?? null,
    decodeRatioHigh: comparedWithDense?.decode?.high ?? null,
    parameterCount: parameters,
  };
}
