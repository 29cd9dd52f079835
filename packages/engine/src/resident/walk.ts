import { getAt } from '@lamina/errors';
import { describeInterface } from '../model/facts/describe-interface.ts';
import { feedFactsOf } from '../model/facts/model-facts.ts';
import type { OpenedModel } from '../model/open/open-model.ts';
import { buildFeeds } from '../session/build-feeds.ts';
import { formBatches } from '../session/form-batches.ts';
import type { Window } from '../text/windows.ts';
import type { Part } from './part-loader.ts';
import { type Feeds, NOTHING, nextStream, runPart, type Stream } from './stream.ts';

/** Some windows on their way through the parts of a model. */
export interface WalkedBatch {
  readonly feeds: Feeds;
  /** The number of real tokens in each window; the rest is padding on the right. */
  readonly lengths: readonly number[];
  /** The width to which all windows are padded. */
  readonly width: number;
  /** What the last part gave whose states are kept. */
  readonly stream: Stream;
}

/** A text on its way through the parts of a model. Each part is run once, as long as the states fit into memory. */
export interface Walk {
  /** The largest first. */
  readonly batches: readonly WalkedBatch[];
  /** The parts whose states are not kept: they run again whenever the streams are asked for. */
  readonly path: readonly Part[];
}

/** The states of one walk take at most this much memory. */
const MOST_BYTES = 2 ** 30;
/** Of the widest type that parts hand on. */
const BYTES_PER_NUMBER = 8;

/** Before the first part. @param rows the number of windows per run */
export function startWalk({ structure, source }: OpenedModel, windows: readonly Window[], rows: number): Walk {
  const interfaceGraph = describeInterface(structure.model);
  const facts = feedFactsOf(source);
  const batches = formBatches(
    windows.map(({ ids }) => ({ ids, next: 0 })),
    rows,
  );
  return {
    batches: batches.map(({ tokens, width }) => ({
      feeds: buildFeeds(interfaceGraph, tokens, facts),
      lengths: tokens.lengths,
      width,
      stream: NOTHING,
    })),
    path: [],
  };
}

/**
 * The walk after more parts. The given walk does not change, so that other walks can continue from it.
 * @param mostBytes the limit of what is kept
 */
export async function continueWalk({ batches, path }: Walk, parts: readonly Part[], mostBytes = MOST_BYTES): Promise<Walk> {
  const longer: Walk = { batches, path: [...path, ...parts] };
  if (path.length > 0) return longer;
  const moved: WalkedBatch[] = [];
  for (const batch of batches) {
    const stream = await runThrough(parts, batch.feeds, batch.stream);
    if (sizeOf(stream) * batches.length > mostBytes) return longer;
    moved.push({ ...batch, stream });
  }
  return { batches: moved, path };
}

/** What has passed all parts so far. */
export function streamOf({ path }: Walk, { feeds, stream }: WalkedBatch): Promise<Stream> {
  return runThrough(path, feeds, stream);
}

/** Runs parts one after the other. */
export async function runThrough(parts: readonly Part[], feeds: Feeds, start: Stream): Promise<Stream> {
  let stream = start;
  for (const part of parts) stream = nextStream(part, stream, await runPart(part, feeds, stream));
  return stream;
}

/** The state of a stream, float32[… × width]. */
export function readState({ state }: Stream): { readonly values: Float32Array; readonly width: number } {
  if (!(state?.data instanceof Float32Array)) throw new Error('parts hand the state on as float32, and no part has run yet');
  return { values: state.data, width: getAt(state.dims, state.dims.length - 1) };
}

/** The number of bytes of a stream. */
function sizeOf({ state, carried }: Stream): number {
  return [state, ...carried.values()].reduce((sum, tensor) => sum + (tensor ? tensor.size * BYTES_PER_NUMBER : 0), 0);
}
