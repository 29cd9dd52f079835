import type { Graph } from '@lamina/onnx';
import { TOKEN_LOSS_PORTS } from '@lamina/surgery';
import { Tensor } from 'onnxruntime-node';
import { buildFeeds, type FeedFacts } from '../session/build-feeds.ts';
import { floatsOf, tensorOf } from '../session/run-batches.ts';
import type { ModelSession } from '../session/session.ts';
import { pickSegmentFeeds, type SegmentFeeds } from './pick-segment-feeds.ts';
import type { TargetAnswers, TargetQuestion } from './resident-model.ts';

/** The head of a split model. */
export interface TargetHead {
  readonly session: ModelSession;
  /** The whole model's inputs. */
  readonly interfaceGraph: Graph;
  readonly facts: FeedFacts;
}

/** Rows as wide as the vocabulary are made for so many positions at a time. */
const POSITIONS_PER_RUN = 512;

/**
 * Runs the head on the states of the asked positions alone. It works position by position, so they go through it as the tokens of one row:
 * a context is as long as it may be, its logits cost neither time nor memory.
 */
export async function scoreTargets(
  { session, interfaceGraph, facts }: TargetHead,
  { state, carried }: Omit<SegmentFeeds, 'feeds'>,
  { batch, targets }: TargetQuestion,
): Promise<TargetAnswers> {
  const width = batch.ids[0]?.length ?? 0;
  const logProbability = new Float32Array(targets.length);
  const isLikeliest: boolean[] = [];
  for (let first = 0; first < targets.length; first += POSITIONS_PER_RUN) {
    const asked = targets.slice(first, first + POSITIONS_PER_RUN);
    const picked = { ids: [asked.map(() => 0)], labels: [asked.map(({ token }) => token)], lengths: [asked.length] };
    const states =
      state &&
      pickPositions(
        state,
        asked.map(({ row, position }) => row * width + position),
      );
    const feeds = pickSegmentFeeds(session.model.graph, { feeds: buildFeeds(interfaceGraph, picked, facts), state: states, carried });
    const outputs = await session.run(feeds);
    logProbability.set(floatsOf(outputs, TOKEN_LOSS_PORTS.logProbability), first);
    const likeliest = tensorOf(outputs, TOKEN_LOSS_PORTS.mostLikely).data as BigInt64Array;
    isLikeliest.push(...asked.map(({ token }, place) => Number(likeliest[place]) === token));
  }
  return { logProbability, isLikeliest };
}

/** [1, n, width] of [rows, positions, width], or [n, width] where the model joins rows and positions. */
function pickPositions(state: Tensor, places: readonly number[]): Tensor {
  const width = state.dims.at(-1) ?? 0;
  const data = state.data as Float32Array;
  const picked = new Float32Array(places.length * width);
  for (const [place, position] of places.entries()) picked.set(data.subarray(position * width, (position + 1) * width), place * width);
  return new Tensor('float32', picked, state.dims.length === 2 ? [places.length, width] : [1, places.length, width]);
}
