import { getAt } from '@lamina/errors';
import type { Graph } from '@lamina/onnx';
import { TOKEN_LOSS_PORTS } from '@lamina/surgery';
import { Tensor } from 'onnxruntime-node';
import type { FeedFacts } from '../model/facts/model-facts.ts';
import { buildFeeds, floatsOf, tensorOf } from '../session/batches.ts';
import type { ModelSession } from '../session/session.ts';
import { completeHead } from './complete-head.ts';
import { NOTHING, pickSegmentFeeds } from './model-parts.ts';
import type { ResidentOptions, TargetAnswers, TargetQuestion } from './resident-model.ts';
import { POSITIONS_PER_RUN } from './run-head.ts';

/** The head of a split model. Here it reads nothing but states. */
interface TargetHead {
  readonly session: ModelSession;
  /** The inputs of the whole model. */
  readonly interfaceGraph: Graph;
  readonly facts: FeedFacts;
  readonly options: ResidentOptions;
}

/**
 * Runs the head on the states of the asked positions alone. The head computes each position by itself, so the positions go through it as the tokens
 * of one row. A context may then be as long as it likes: its logits cost neither time nor memory.
 */
export async function scoreTargets(
  { session, interfaceGraph, facts, options }: TargetHead,
  states: readonly (Tensor | undefined)[],
  { passes, targets }: TargetQuestion,
): Promise<TargetAnswers> {
  const widths = passes.map(({ batch }) => getAt(batch.ids, 0).length);
  const logProbability = new Float32Array(targets.length);
  const isLikeliest: boolean[] = [];
  for (let first = 0; first < targets.length; first += POSITIONS_PER_RUN) {
    const asked = targets.slice(first, first + POSITIONS_PER_RUN);
    const picked = { ids: [asked.map(() => 0)], labels: [asked.map(({ token }) => token)], lengths: [asked.length] };
    const state = pickPositions(
      states,
      asked.map(({ pass, row, position }) => ({ pass, place: row * getAt(widths, pass) + position })),
    );
    const request = completeHead(options, picked);
    const given = { ...buildFeeds(interfaceGraph, picked, facts), ...request.feeds };
    const outputs = await session.run(pickSegmentFeeds(session.model.graph, given, { ...NOTHING, state }), request.outputs);
    logProbability.set(floatsOf(outputs, TOKEN_LOSS_PORTS.logProbability), first);
    const likeliest = tensorOf(outputs, TOKEN_LOSS_PORTS.mostLikely).data as BigInt64Array;
    isLikeliest.push(...asked.map(({ token }, place) => Number(likeliest[place]) === token));
  }
  return { logProbability, isLikeliest };
}

/**
 * Picks some positions from the states of all passes.
 *
 * @param states of each pass: [rows, positions, width], or [rows × positions, width] where the model joins them
 * @returns [1, n, width], or [n, width]
 */
function pickPositions(
  states: readonly (Tensor | undefined)[],
  places: readonly { readonly pass: number; readonly place: number }[],
): Tensor | undefined {
  const [first] = states;
  if (!first) return undefined;
  const width = getAt(first.dims, first.dims.length - 1);
  const picked = new Float32Array(places.length * width);
  for (const [index, { pass, place }] of places.entries()) {
    const data = states[pass]?.data as Float32Array;
    picked.set(data.subarray(place * width, (place + 1) * width), index * width);
  }
  return new Tensor('float32', picked, first.dims.length === 2 ? [places.length, width] : [1, places.length, width]);
}
