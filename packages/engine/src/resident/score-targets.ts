import { getAt } from '@lamina/errors';
import type { FeedFacts } from '@lamina/models';
import type { Graph } from '@lamina/onnx';
import type { Removal } from '@lamina/plans';
import { TOKEN_LOSS_PORTS } from '@lamina/surgery';
import { Tensor } from 'onnxruntime-node';
import { buildFeeds, floatsOf, type TokenBatch, tensorOf } from '../session/batches.ts';
import type { ModelSession } from '../session/session.ts';
import { NOTHING, pickSegmentFeeds } from './model-parts.ts';
import type { ResidentModel, ResidentOptions, Target, TargetAnswers, TargetQuestion } from './resident-model.ts';
import { completeHead } from './run-head.ts';

/** The head of a split model. Here it reads nothing but states. */
interface TargetHead {
  readonly session: ModelSession;
  /** The inputs of the whole model. */
  readonly interfaceGraph: Graph;
  readonly facts: FeedFacts;
  readonly options: ResidentOptions;
  /** countPositionsPerRun */
  readonly positions: number;
}

/**
 * Runs the head on the states of the asked positions alone. The head computes each position by itself, so the positions go through it as the tokens
 * of one row. A context may then be as long as it likes: its logits cost neither time nor memory.
 */
export async function scoreTargets(
  { session, interfaceGraph, facts, options, positions }: TargetHead,
  states: readonly (Tensor | undefined)[],
  { passes, targets }: TargetQuestion,
): Promise<TargetAnswers> {
  const widths = passes.map(({ batch }) => getAt(batch.ids, 0).length);
  const logProbability = new Float32Array(targets.length);
  const isLikeliest: boolean[] = [];
  for (let first = 0; first < targets.length; first += positions) {
    const asked = targets.slice(first, first + positions);
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

/** Answers about targets from whole runs: one run where every position is asked for one token, and one run for every further token. */
export async function* scoreByRun(
  resident: Pick<ResidentModel, 'run'>,
  { passes: [{ batch }], targets }: TargetQuestion,
  removals: readonly Removal[],
): AsyncGenerator<{ readonly removal: number; readonly answers: TargetAnswers }> {
  const answers = removals.map(() => ({ logProbability: new Float32Array(targets.length), isLikeliest: targets.map(() => false) }));
  const width = getAt(batch.ids, 0).length;
  for (const round of formRounds(targets)) {
    for await (const { removal, outputs } of resident.run(labelBatch(batch, round), removals)) {
      const target = answers[removal];
      const logProbability = floatsOf(outputs, TOKEN_LOSS_PORTS.logProbability);
      const likeliest = tensorOf(outputs, TOKEN_LOSS_PORTS.mostLikely).data as BigInt64Array;
      for (const { place, row, position, token } of round) {
        const cell = row * width + position;
        if (!target) continue;
        target.logProbability[place] = logProbability[cell] ?? Number.NaN;
        target.isLikeliest[place] = Number(likeliest[cell]) === token;
      }
    }
  }
  for (const [removal, found] of answers.entries()) yield { removal, answers: found };
}

type PlacedTarget = Target & { readonly place: number };

/** Divides targets into as few groups as possible, each with one token per position. */
function formRounds(targets: readonly Target[]): readonly (readonly PlacedTarget[])[] {
  const rounds: { readonly tokenOf: Map<string, number>; readonly members: PlacedTarget[] }[] = [];
  for (const [place, target] of targets.entries()) {
    const key = `${target.row} ${target.position}`;
    let round = rounds.find(({ tokenOf }) => (tokenOf.get(key) ?? target.token) === target.token);
    if (!round) {
      round = { tokenOf: new Map(), members: [] };
      rounds.push(round);
    }
    round.tokenOf.set(key, target.token);
    round.members.push({ ...target, place });
  }
  return rounds.map(({ members }) => members);
}

function labelBatch(batch: TokenBatch, targets: readonly Target[]): TokenBatch {
  const labels = batch.ids.map((ids) => ids.map(() => 0));
  for (const { row, position, token } of targets) {
    const rowLabels = labels[row];
    if (rowLabels) rowLabels[position] = token;
  }
  return { ...batch, labels };
}
