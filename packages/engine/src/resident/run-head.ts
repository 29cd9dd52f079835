import { getAt } from '@lamina/errors';
import { findFixedShape, findVocabularySize, type OpenedModel } from '@lamina/models';
import type { Removal } from '@lamina/plans';
import { exposeTokenLoss, SEGMENT_PORTS, type Segment, TOKEN_LOSS_PORTS } from '@lamina/surgery';
import { Tensor } from 'onnxruntime-node';
import { floatsOf, type Outputs, type TokenBatch, tensorOf } from '../session/batches.ts';
import type { HeadOptions, ResidentModel, ResidentOptions, TakeOutputs, Target, TargetAnswers, TargetQuestion } from './resident-model.ts';

/** The logits of one run of the head take about this much. */
const LOGIT_BYTES = 64 << 20;
const POSITIONS = { least: 128, most: 512 } as const;

/** From about this many tokens on, a processor compares one position after the other in half the time. */
const WIDE_VOCABULARY = 4096;

/** The head of a split model, which gives token losses and, if it is asked for, finalNorm(h_L). */
export function exposeHead(
  head: Segment,
  opened: OpenedModel,
  { finalNorm = false, ...options }: Pick<ResidentOptions, 'mostLikely' | 'divergence'> & { readonly finalNorm?: boolean },
): Segment {
  const { logits } = opened.structure;
  const { graph } = head.model;
  const kept = [logits, ...(finalNorm ? [SEGMENT_PORTS.finalNorm] : [])];
  const model = { ...head.model, graph: { ...graph, outputs: graph.outputs.filter(({ name }) => kept.includes(name)) } };
  // A width that the model does not state counts as a narrow one.
  const byRow = (findVocabularySize(opened) ?? 0) >= WIDE_VOCABULARY;
  return { ...head, model: exposeTokenLoss(model, logits, { ...options, byRow }) };
}

/** Whether the head computes each position by itself from its state, so that it may run on some of the positions. @param head not exposed yet */
export function standsAlone(head: Segment, { structure, checkpoint }: Pick<OpenedModel, 'structure' | 'checkpoint'>): boolean {
  if (head.carriedIn.length > 0) return false;
  // The head of a graph that is built from a checkpoint does not depend on the length, even where blocks read windows of one length (openWindowForm).
  if (checkpoint !== null) return true;
  const { rows, width } = findFixedShape(structure.model.graph);
  return width === null && (rows === null || rows === 1);
}

/** The number of positions for which rows of the width of the vocabulary are made at a time. @param vocabulary null where the model does not state it */
export function countPositionsPerRun(vocabulary: number | null): number {
  if (vocabulary === null) return POSITIONS.most;
  const fitting = Math.floor(LOGIT_BYTES / (Float32Array.BYTES_PER_ELEMENT * vocabulary));
  return Math.min(POSITIONS.most, Math.max(POSITIONS.least, fitting));
}

/** The inputs and wanted outputs of the head, and who receives them; null: who runs it. */
export type HeadRequest = Required<Omit<HeadOptions, 'take'>> & { readonly take: TakeOutputs | null };

/** A run of the head on some positions of a batch of one row. */
export type RunPositions = (batch: TokenBatch, state: Tensor | undefined, request: HeadRequest) => Promise<Outputs>;

/** A batch whose positions go through the head some at a time, as the positions of one row. */
export interface HeadBatch {
  readonly batch: TokenBatch;
  /** [rows, positions, width] or [rows · positions, width] */
  readonly state: Tensor;
  /** countPositionsPerRun */
  readonly positions: number;
}

/**
 * Runs a head that computes each position by itself on some positions at a time: the outputs have one value per position, but need rows of the width of
 * the vocabulary on the way, of which a whole context has gigabytes.
 */
export async function runHeadInParts(
  run: RunPositions,
  { batch: { ids, labels }, state, positions }: HeadBatch,
  { feeds, outputs, take }: HeadRequest,
): Promise<Outputs> {
  const [rows, width] = [ids.length, getAt(ids, 0).length];
  const [joinedIds, joinedLabels] = [ids.flat(), labels.flat()];
  const parts: Outputs[] = [];
  for (let first = 0; first < rows * width; first += positions) {
    const end = Math.min(first + positions, rows * width);
    const batch = { ids: [joinedIds.slice(first, end)], labels: [joinedLabels.slice(first, end)], lengths: [end - first] };
    const cutFeeds = Object.entries(feeds).map(([name, tensor]) => [
      name,
      name === TOKEN_LOSS_PORTS.reference && tensor.dims[1] === width ? cut(tensor, first, end) : tensor,
    ]);
    const part = await run(batch, cut(state, first, end), { feeds: Object.fromEntries(cutFeeds), outputs, take: null });
    if (take === null) parts.push(part);
    else take(part, first);
  }
  if (take !== null) return {};
  const joined = outputs.map(
    (name) =>
      [
        name,
        join(
          parts.map((part) => tensorOf(part, name)),
          [rows, width],
        ),
      ] as const,
  );
  return Object.fromEntries(joined);
}

/** Whether the head runs in parts: a batch has more positions than one run takes, and its outputs are taken part by part or are small enough to be joined. */
export function runsInParts({ ids }: TokenBatch, { outputs, take }: HeadRequest, positions: number): boolean {
  const canJoin = take !== null || !outputs.includes(TOKEN_LOSS_PORTS.logProbabilities);
  return canJoin && ids.length * getAt(ids, 0).length > positions;
}

/** The outputs of a head that ran on all positions at once, unless somebody else receives them. */
export function giveOutputs(outputs: Outputs, { take }: Pick<HeadRequest, 'take'>): Outputs {
  if (take === null) return outputs;
  take(outputs, 0);
  return {};
}

/** Some positions of [rows, positions, width] or [positions, width], as one row. */
function cut({ dims, data }: Tensor, first: number, end: number): Tensor {
  const width = getAt(dims, dims.length - 1);
  const values = (data as Float32Array).subarray(first * width, end * width);
  return new Tensor('float32', values, dims.length === 2 ? [end - first, width] : [1, end - first, width]);
}

/** Joins tensors of [1, positions] or [1, positions, n]. */
function join(parts: readonly Tensor[], [rows, width]: readonly [number, number]): Tensor {
  const length = parts.reduce((sum, { size }) => sum + size, 0);
  const joined = getAt(parts, 0).type === 'int64' ? new BigInt64Array(length) : new Float32Array(length);
  let end = 0;
  for (const { data, size } of parts) {
    joined.set(data as never, end);
    end += size;
  }
  return new Tensor(getAt(parts, 0).type, joined, [rows, width, ...getAt(parts, 0).dims.slice(2)]);
}

/**
 * The inputs and wanted outputs of the head: without a wish, the token losses alone. The input for the reference must have a value, even where no output
 * needs it.
 */
export function completeHead(
  { divergence, mostLikely }: ResidentOptions,
  { ids }: TokenBatch,
  { feeds = {}, outputs, take }: HeadOptions = {},
): HeadRequest {
  const usual = [TOKEN_LOSS_PORTS.logProbability, ...(mostLikely ? [TOKEN_LOSS_PORTS.mostLikely] : [])];
  // Without a wish, the one who runs the head receives its outputs.
  const request = { feeds, outputs: outputs ?? usual, take: take ?? null };
  if (!divergence || TOKEN_LOSS_PORTS.reference in feeds) return request;
  const [rows, width] = [ids.length, getAt(ids, 0).length];
  const nothing = new Tensor('float32', new Float32Array(rows * width), [rows, width, 1]);
  return { ...request, feeds: { ...feeds, [TOKEN_LOSS_PORTS.reference]: nothing } };
}

/** The head of a split model. Here it reads nothing but states. */
interface TargetHead {
  readonly run: RunPositions;
  readonly options: ResidentOptions;
  /** countPositionsPerRun */
  readonly positions: number;
}

/**
 * Runs the head on the states of the asked positions alone. The head computes each position by itself, so the positions go through it as the tokens
 * of one row. A context may then be as long as it likes: its logits cost neither time nor memory.
 */
export async function scoreTargets(
  { run, options, positions }: TargetHead,
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
    const outputs = await run(picked, state, completeHead(options, picked));
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
