import {
  type CollectedMoments,
  type CollectionOptions,
  createMomentCollector,
  type GapStates,
  type MedianLengths,
  type MomentCollector,
} from '@lamina/metrics';
import { type Part, pickSegmentFeeds, readState, runThrough, streamOf, type Walk, type WalkedBatch } from '../resident/model-parts.ts';
import { floatsOf } from '../session/batches.ts';
import type { ModelSession } from '../session/session.ts';

/** The parts that run around a removed run of blocks. */
export interface GapParts {
  /** The part before the run. It gives X. */
  readonly before: Part;
  /** Computes what the last projection of that part adds to the stream, M, as GAP_ADDED; null where it is not wanted. */
  readonly added: ModelSession | null;
  /** The blocks of the run. They give Y. */
  readonly run: readonly Part[];
  /** Whether the run reads X, or like the part before it the stream where the walk stands. */
  readonly reads: 'entering' | 'stream';
}

/** The output float32[tokens, d] with M, tokens = batch × sequence. */
export const GAP_ADDED = 'lamina.gap_added';

type CollectOptions = Pick<CollectionOptions, 'balanced' | 'rotates' | 'multiply'>;

/**
 * The moments of the states at a run. It takes one pass from where the walk stands, and a second one where the first guess of the median was wrong.
 * Yields the number of windows after each batch.
 */
export async function* collectGap(walk: Walk, gap: GapParts, options: CollectOptions): AsyncGenerator<number, CollectedMoments> {
  const first = yield* collectOnce(walk, gap, options);
  return first.misjudged ? yield* collectOnce(walk, gap, options, first.medians) : first;
}

async function* collectOnce(
  walk: Walk,
  gap: GapParts,
  options: CollectOptions,
  medians?: MedianLengths,
): AsyncGenerator<number, CollectedMoments> {
  let collector: MomentCollector | null = null;
  for (const batch of walk.batches) {
    const stream = await streamOf(walk, batch);
    const entering = await runThrough([gap.before], batch.feeds, stream);
    const leaving = await runThrough(gap.run, batch.feeds, gap.reads === 'entering' ? entering : stream);
    const added = gap.added && floatsOf(await gap.added.run(pickSegmentFeeds(gap.added.model.graph, batch.feeds, stream)), GAP_ADDED);
    const { values, width } = readState(entering);
    collector ??= createMomentCollector({ width, ...options, medians });
    await collector.add(readStates(batch, width, { entering: values, leaving: readState(leaving).values, added }));
    yield batch.lengths.length;
  }
  if (!collector) throw new Error('there are no windows to collect from');
  return await collector.finish();
}

/** The states of the real tokens of a batch. */
function readStates(
  batch: WalkedBatch,
  width: number,
  { entering, leaving, added }: { readonly entering: Float32Array; readonly leaving: Float32Array; readonly added: Float32Array | null },
): GapStates {
  const { read, isFirst } = readRealTokens(batch, width);
  return { entering: read(entering), leaving: read(leaving), basis: added && read(added), isFirst };
}

/** Reads states without the rows of padding. @param width the number of channels */
export function readRealTokens({ lengths, width: positions }: Pick<WalkedBatch, 'lengths' | 'width'>, width: number) {
  const firsts = new Set<number>();
  let token = 0;
  for (const length of lengths) {
    firsts.add(token);
    token += length;
  }
  return {
    /** float32[tokens × width] of float32[windows × positions × width] */
    read: (values: Float32Array): Float32Array => dropPadding(values, lengths, { positions, width }),
    /** Whether a token is the first of its window. */
    isFirst: (index: number): boolean => firsts.has(index),
  };
}

function dropPadding(
  values: Float32Array,
  lengths: readonly number[],
  { positions, width }: { readonly positions: number; readonly width: number },
): Float32Array {
  if (lengths.every((length) => length === positions)) return values;
  const kept = new Float32Array(lengths.reduce((sum, length) => sum + length, 0) * width);
  let end = 0;
  for (const [row, length] of lengths.entries()) {
    kept.set(values.subarray(row * positions * width, (row * positions + length) * width), end);
    end += length * width;
  }
  return kept;
}
