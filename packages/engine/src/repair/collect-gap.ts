import { getAt } from '@lamina/errors';
import {
  type CollectedMoments,
  createMomentCollector,
  type GapStates,
  type MatrixProduct,
  type MedianLengths,
  type MomentCollector,
} from '@lamina/metrics';
import { type BlockStructure, exposeGap, GAP_OUTPUTS, type Gap } from '@lamina/surgery';
import { feedFactsOf } from '../model/facts/model-facts.ts';
import type { OpenedModel } from '../model/open/open-model.ts';
import type { Window } from '../score/windows.ts';
import { floatsOf, type RanBatch, runBatches, tensorOf } from '../session/run-batches.ts';
import { createSession, type ModelSession, type SessionOptions } from '../session/session.ts';

/** A model that is loaded up to the end of a run. */
export interface GapSession {
  readonly session: ModelSession;
  readonly opened: OpenedModel;
}

/** Loads the model up to the end of a run. @param structure of `opened`, with earlier runs passed by. @throws AppError RUNTIME_FAILED */
export async function openGap(
  opened: OpenedModel,
  { structure, ...gap }: Gap & { readonly structure: BlockStructure },
  { threads, providers }: SessionOptions,
): Promise<GapSession> {
  const options = { ...(threads === undefined ? {} : { threads }), ...(providers === undefined ? {} : { providers }) };
  return { session: await createSession(exposeGap(structure, gap), opened.mapped.weightFolder, options), opened };
}

export interface CollectOptions {
  readonly windows: readonly Window[];
  /** The number of windows per run. */
  readonly batch: number;
  readonly balanced: boolean;
  readonly rotates: boolean;
  readonly multiply: MatrixProduct;
}

/**
 * The moments of the states at a run over some windows. It takes one pass, and a second one where the first guess of the median was wrong. Yields the
 * number of windows after each batch.
 */
export async function* collectGap(gap: GapSession, options: CollectOptions): AsyncGenerator<number, CollectedMoments> {
  const first = yield* collectOnce(gap, options);
  return first.misjudged ? yield* collectOnce(gap, options, first.medians) : first;
}

async function* collectOnce(
  { session, opened }: GapSession,
  { windows, batch, ...options }: CollectOptions,
  medians?: MedianLengths,
): AsyncGenerator<number, CollectedMoments> {
  let collector: MomentCollector | null = null;
  const rows = windows.map(({ ids }) => ({ ids, next: 0 }));
  for await (const ran of runBatches(session, rows, batch, feedFactsOf(opened.source))) {
    const { dims } = tensorOf(ran.outputs, GAP_OUTPUTS.entering);
    const width = getAt(dims, dims.length - 1);
    collector ??= createMomentCollector({ width, ...options, ...(medians ? { medians } : {}) });
    await collector.add(statesOf(ran, width));
    yield ran.rows.length;
  }
  if (!collector) throw new Error('there are no windows to collect from');
  return await collector.finish();
}

/** The states of the real tokens of a batch. */
function statesOf(ran: RanBatch, width: number): GapStates {
  const { read, isFirst } = readRealTokens(ran, width);
  return {
    entering: read(GAP_OUTPUTS.entering),
    leaving: read(GAP_OUTPUTS.leaving),
    basis: GAP_OUTPUTS.added in ran.outputs ? read(GAP_OUTPUTS.added) : null,
    isFirst,
  };
}

/** Reads outputs without the rows of padding. */
export function readRealTokens({ outputs, lengths, width: positions }: RanBatch, width: number) {
  const firsts = new Set<number>();
  let token = 0;
  for (const length of lengths) {
    firsts.add(token);
    token += length;
  }
  return {
    /** float32[tokens × width] */
    read: (output: string): Float32Array => dropPadding(floatsOf(outputs, output), lengths, { positions, width }),
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
