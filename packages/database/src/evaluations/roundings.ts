import { roundingDivergence, type WindowStatistic } from '@lamina/metrics';
import type { Rounding } from '../../generated/client.ts';
import type { Database } from '../connection/create-database.ts';
import { type Fence, withFence } from '../jobs/fence.ts';
import { digestOf } from '../rows/digest-of.ts';
import { type RuntimeRecord, runtimeColumnsOf } from '../rows/runtime-record.ts';

/** The text of roundings of a revision, and how much of it was to be read. */
export type RoundingText = Readonly<Pick<Rounding, 'revisionId' | 'text' | 'source' | 'textSha256' | 'windowLimit'>>;

/** A unit whose matrices alone went through a type. */
export interface NewRounding extends RoundingText, Readonly<Pick<Rounding, 'unit' | 'type' | 'window' | 'idsSha256'>> {
  /** Null for embedding and head. */
  readonly block: number | null;
  readonly storedTypes: readonly string[];
  readonly weights: number;
  readonly bytes: number;
  /** KL(whole ‖ rounded), nats per position. */
  readonly divergence: WindowStatistic;
  /** Nats and positions of each window. */
  readonly sums: readonly { readonly divergence: number; readonly positions: number }[];
  readonly runtime: RuntimeRecord;
}

/** Stores roundings in one transaction; rows that an earlier attempt or job stored do not change. Refuses with ATTEMPT_LOST. */
export function saveRoundings(database: Database, fence: Fence, roundings: readonly NewRounding[]): Promise<void> {
  return withFence(database, fence, async (transaction) => {
    const data = roundings.map((rounding) => ({ ...rowOf(rounding), ...fence }));
    await transaction.rounding.createMany({ data, skipDuplicates: true });
  });
}

function rowOf({ block, weights, divergence, sums, runtime, storedTypes, ...facts }: NewRounding) {
  const { revisionId, unit, type, textSha256, windowLimit } = facts;
  const metric = roundingDivergence.id;
  return {
    ...facts,
    ...runtimeColumnsOf(runtime),
    digest: digestOf({ revisionId, metric, unit, block, type, textSha256, windowLimit }),
    metric,
    layerIndex: block,
    storedTypes: [...storedTypes],
    weightCount: weights,
    nats: sums.map((each) => each.divergence),
    positions: sums.map(({ positions }) => positions),
    windowCount: sums.length,
    positionCount: sums.reduce((total, { positions }) => total + positions, 0),
    divergence: divergence.mean,
    standardError: divergence.standardError,
  };
}

/** The units that are measured already on as much of the text. */
export async function listMeasuredRoundings(
  { prisma }: Database,
  { revisionId, textSha256, windowLimit }: RoundingText,
): Promise<readonly Pick<NewRounding, 'unit' | 'block' | 'type'>[]> {
  const where = { revisionId, textSha256, windowLimit, metric: roundingDivergence.id };
  const rows = await prisma.rounding.findMany({ where, select: { unit: true, layerIndex: true, type: true } });
  return rows.map(({ layerIndex, ...row }) => ({ ...row, block: layerIndex }));
}
