import type { AppError } from '@lamina/errors';
import { feedFactsOf, findFixedShape, findVocabularySize, type OpenedModel } from '@lamina/models';
import type { Graph } from '@lamina/onnx';
import { isRemoved, NOTHING_REMOVED, type Removal, UNIT_KINDS, type UnitKind } from '@lamina/plans';
import { findRemovalObstacle, parseCachePort, type SplitModel, TOKEN_LOSS_PORTS } from '@lamina/surgery';
import { Tensor } from 'onnxruntime-node';
import { buildFeeds, describeInterface, type Outputs, type TokenBatch, tensorOf } from '../session/batches.ts';
import {
  type Feeds,
  type ModelParts,
  NOTHING,
  nextStream,
  openParts,
  type Part,
  pickSegmentFeeds,
  runPart,
  type Stream,
} from './model-parts.ts';
import { type LoadedRepair, nameRepair, type ResidentModel, type ResidentOptions, type TargetQuestion } from './resident-model.ts';
import {
  completeHead,
  countPositionsPerRun,
  exposeHead,
  type HeadRequest,
  type RunPositions,
  runHeadInParts,
  runsInParts,
  standsAlone,
} from './run-head.ts';
import { scoreByRun, scoreTargets } from './score-targets.ts';

/** The inputs of the parts beside the streams. */
interface Passes {
  readonly first: { readonly feeds: Feeds; readonly rows: number };
  readonly later: readonly { readonly feeds: Feeds; readonly continuesFrom: readonly number[] }[];
}

/** The streams of each pass. */
type Streams = readonly [Stream, ...Stream[]];

/** Outputs that only a head with a reference has. */
const DIVERGENCE_OUTPUTS: readonly string[] = [
  TOKEN_LOSS_PORTS.divergence,
  TOKEN_LOSS_PORTS.distance,
  TOKEN_LOSS_PORTS.largest,
  TOKEN_LOSS_PORTS.logProbabilities,
];

/**
 * A model that is split at its block boundaries, with one session per part over the same mapped weights.
 *
 * Removals that agree on the first blocks share their hidden states: each state is computed once. So leaving out every block in turn costs about half
 * of one pass per block. Blocks are split at their sublayers where these are added in turn; a block without its MLP then shares its mixer with the whole
 * block. Other blocks without one of their sublayers are parts of their own, which are loaded when they are first needed. Prefixes go through each
 * block before the rows that continue them, so that the keys and values of only one block are held at a time.
 */
export async function createSplitModel(opened: OpenedModel, options: ResidentOptions): Promise<ResidentModel> {
  const parts = openParts(opened, { ...options, sublayers: false, caches: options.prefixes === true });
  try {
    const loaded = await loadParts(parts, opened, options);
    const repairs = new WeakMap<Removal, RepairedParts>();
    const keep = (removal: Removal, key: string, changed: RepairedParts): LoadedRepair => {
      const variant = nameRepair(removal, key);
      repairs.set(variant, changed);
      return { removal: variant, release: () => parts.unload([...changed.values()]) };
    };
    return {
      ...createResident(opened, { ...loaded, repairs }, options),
      loadRepair: async (repaired, removal, repairKey) => keep(removal, repairKey, await parts.loadRepaired(repaired, removal)),
      loadForm: async (changed, numbers, key) => keep(NOTHING_REMOVED, key, await parts.loadChanged(changed, numbers)),
      release: parts.release,
    };
  } catch (error) {
    await parts.release();
    throw error;
  }
}

/** The parts of a block: its sublayers where they are added in turn, so that each weight lies in one session, or the whole block. */
type BlockParts = { readonly mixer: Part; readonly mlp: Part } | { readonly whole: Part };

interface LoadedParts extends Pick<ModelParts, 'split' | 'getWithout'> {
  readonly embedding: Part;
  readonly blocks: readonly BlockParts[];
  readonly head: Part;
  /** The head that gives some outputs. A session computes all its outputs in every run: losses do not pay for divergences. */
  readonly getHead: (request: HeadRequest) => Promise<Part>;
}

async function loadParts(
  { split, get, getWithout, load }: ModelParts,
  opened: OpenedModel,
  options: ResidentOptions,
): Promise<LoadedParts> {
  const embedding = await get(0);
  const blocks: BlockParts[] = [];
  for (const block of split.blocks.keys())
    blocks.push(
      split.isSequence(block)
        ? { mixer: await getWithout(block, 'mlp'), mlp: await getWithout(block, 'attention') }
        : { whole: await get(block + 1) },
    );
  // Rows of the width of the vocabulary are too large to be allocated in every run.
  const loadHead = (divergence: boolean): Promise<Part> => load(exposeHead(split.head, opened, { ...options, divergence }), true);
  const head = await loadHead(false);
  let divergingHead: Promise<Part> | undefined;
  return {
    split,
    embedding,
    blocks,
    getWithout,
    head,
    async getHead({ outputs }) {
      if (!outputs.some((name) => DIVERGENCE_OUTPUTS.includes(name))) return head;
      divergingHead ??= loadHead(true);
      return await divergingHead;
    },
  };
}

interface ResidentParts extends LoadedParts {
  readonly repairs: WeakMap<Removal, RepairedParts>;
}

/** The model over its loaded parts. */
function createResident(
  opened: OpenedModel,
  parts: ResidentParts,
  options: ResidentOptions,
): Omit<ResidentModel, 'loadRepair' | 'loadForm' | 'release'> {
  const { split, embedding, head, getHead } = parts;
  const { structure } = opened;
  const facts = feedFactsOf(opened);
  const interfaceGraph = describeInterface(structure.model);
  const continued = keepExtents(interfaceGraph, split);
  const findObstacle = (removal: Removal): AppError | null => findRemovalObstacle(structure, removal);
  const feedPasses = ([{ batch }, ...later]: TargetQuestion['passes']): Passes => ({
    first: { feeds: buildFeeds(interfaceGraph, batch, facts), rows: batch.ids.length },
    later: later.map(({ batch: rest, continuesFrom = [] }) => ({ feeds: buildFeeds(continued, rest, facts), continuesFrom })),
  });
  const runBlocks = (passes: Passes, removals: readonly Removal[]): AsyncGenerator<Arrival> => {
    const obstacle = removals.map(findObstacle).find((error) => error !== null);
    if (obstacle) throw obstacle;
    return arrive(parts, passes, removals);
  };
  const runHead = async (tokens: Feeds, stream: Stream, request: HeadRequest): Promise<Outputs> => {
    const { session } = await getHead(request);
    return await session.run(pickSegmentFeeds(session.model.graph, { ...tokens, ...request.feeds }, stream), request.outputs);
  };
  const runPositions: RunPositions = (positions, state, request) =>
    runHead(buildFeeds(interfaceGraph, positions, facts), { ...NOTHING, state }, request);
  const { rows } = findFixedShape(structure.model.graph);
  const positions = countPositionsPerRun(findVocabularySize(opened));
  // A head that reads what blocks pass on beside the stream needs every position of it.
  const readsOnlyStates = split.head.carriedIn.length === 0;
  const resident: Omit<ResidentModel, 'loadRepair' | 'loadForm' | 'release'> = {
    runtime: embedding.session.runtime,
    rows,
    sharesPrefixes: split.continues && readsOnlyStates,
    async *run(batch: TokenBatch, removals, more) {
      const request = completeHead(options, batch, more);
      const passes = feedPasses([{ batch }]);
      const inParts = standsAlone(split.head, opened) && runsInParts(batch, request, positions);
      for await (const { members, streams } of runBlocks(passes, removals)) {
        const [stream] = streams;
        const outputs = await (inParts && stream.state
          ? runHeadInParts(runPositions, { batch, state: stream.state, positions }, request)
          : runHead(passes.first.feeds, stream, request));
        for (const removal of members) yield { removal, outputs };
      }
    },
    async *score(question, removals) {
      if (!readsOnlyStates) return yield* scoreByRun(resident, question, removals);
      const target = { session: head.session, interfaceGraph, facts, options, positions };
      for await (const { members, streams } of runBlocks(feedPasses(question.passes), removals)) {
        const states = streams.map(({ state }) => state);
        const answers = await scoreTargets(target, states, question);
        for (const removal of members) yield { removal, answers };
      }
    },
    findObstacle,
  };
  return resident;
}

/** Runs the parts before the head for each removal. */
async function* arrive(
  { embedding, blocks, getWithout, repairs }: ResidentParts,
  passes: Passes,
  removals: readonly Removal[],
): AsyncGenerator<Arrival> {
  const repaired = removals.map((removal) => repairs.get(removal));
  for (const [part, members] of Map.groupBy(removals.keys(), (removal) => repaired[removal]?.get(0) ?? embedding)) {
    const start = await runPasses(part, passes, [NOTHING, ...passes.later.map(() => NOTHING)]);
    yield* descend({ blocks, getWithout, passes, removals, repaired }, 0, start, members);
  }
}

/** The inputs without the caches that only their own block reads: those hold what the block has read. Of other caches, parts read the length. */
function keepExtents(interfaceGraph: Graph, { embedding, blocks, head }: SplitModel): Graph {
  const others = new Set(
    [embedding, ...blocks, head].flatMap(({ model, caches }) => {
      const pasts = new Set(caches.map(({ past }) => past));
      return model.graph.inputs.map(({ name }) => name).filter((name) => !pasts.has(name));
    }),
  );
  return { ...interfaceGraph, inputs: interfaceGraph.inputs.filter(({ name }) => !parseCachePort(name) || others.has(name)) };
}

/** The parts of a repaired model that differ from those of the model, by number (loadRepaired). */
type RepairedParts = ReadonlyMap<number, Part>;

interface Descent {
  readonly blocks: readonly BlockParts[];
  readonly getWithout: ModelParts['getWithout'];
  readonly passes: Passes;
  readonly removals: readonly Removal[];
  /** The repaired parts of each removal; undefined where nothing is repaired. */
  readonly repaired: readonly (RepairedParts | undefined)[];
}

/** The states before the head for some removals, by pass. */
interface Arrival {
  readonly members: readonly number[];
  readonly streams: Streams;
}

/** Runs blocks `block` … L−1 for the removals in `members`, all of which agree on the blocks before. */
async function* descend(descent: Descent, block: number, streams: Streams, members: readonly number[]): AsyncGenerator<Arrival> {
  const { blocks, passes, removals, repaired } = descent;
  const parts = blocks[block];
  if (!parts) {
    yield { members, streams };
    return;
  }
  const groups = Map.groupBy(members, (removal) => repaired[removal]?.get(block + 1) ?? findLoss(removals[removal], block));
  const runWithout = createBlockRun(descent, block, streams);
  for (const step of [...LOSSES, ...[...groups.keys()].filter((key) => typeof key !== 'string')]) {
    const group = groups.get(step);
    if (!group) continue;
    const next = typeof step === 'string' ? await runWithout(parts, step) : await runPasses(step, passes, streams);
    yield* descend(descent, block + 1, next, group);
  }
}

/** Runs a block with one loss after the other. The mixer runs once for the block and the block without its MLP. */
function createBlockRun(
  { getWithout, passes }: Descent,
  block: number,
  streams: Streams,
): (parts: BlockParts, loss: Loss) => Promise<Streams> {
  let mixed: Streams | undefined;
  return async (parts, loss) => {
    if (loss === 'block') return streams;
    if ('whole' in parts) return await runPasses(loss === 'nothing' ? parts.whole : await getWithout(block, loss), passes, streams);
    if (loss === 'attention') return await runPasses(parts.mlp, passes, streams);
    mixed ??= await runPasses(parts.mixer, passes, streams);
    return loss === 'mlp' ? mixed : await runPasses(parts.mlp, passes, mixed);
  };
}

/** The part of a block that a removal takes. */
type Loss = UnitKind | 'nothing';
// The whole model arrives first: removals are compared with it as soon as they arrive.
const LOSSES: readonly Loss[] = ['nothing', ...UNIT_KINDS];

function findLoss(removal: Removal | undefined, block: number): Loss {
  return (removal && UNIT_KINDS.find((kind) => isRemoved(removal, { kind, block }))) ?? 'nothing';
}

/** Runs one part in every pass. Later passes are given what the part computed for the rows that they continue. */
async function runPasses(part: Part, { first, later }: Passes, [start, ...others]: Streams): Promise<Streams> {
  const caches = later.length > 0 ? part.segment.caches : [];
  const made = await runPart(
    part,
    first.feeds,
    start,
    caches.map(({ present }) => present),
  );
  const streams: [Stream, ...Stream[]] = [nextStream(part, start, made)];
  for (const [index, { feeds, continuesFrom }] of later.entries()) {
    const stream = others[index] ?? NOTHING;
    const pasts = caches.map(({ past, present }) => [past, repeatRows(tensorOf(made, present), continuesFrom, first.rows)] as const);
    streams.push(nextStream(part, stream, await runPart(part, Object.assign({}, feeds, Object.fromEntries(pasts)), stream)));
  }
  return streams;
}

/**
 * Repeats the cache of each row for all rows that continue it. The first extent of a cache is the row. Exports that fold their heads into it have
 * several lines per row.
 *
 * @param ofRow for each row of the result, the row of `cache`
 * @param count the number of rows in `cache`
 */
function repeatRows(cache: Tensor, ofRow: readonly number[], count: number): Tensor {
  const [lines = 0, ...extents] = cache.dims;
  const values = cache.data as Exclude<Tensor['data'], string[]>;
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const size = bytes.length / count;
  const repeated = new Uint8Array(ofRow.length * size);
  for (const [place, row] of ofRow.entries()) repeated.set(bytes.subarray(row * size, (row + 1) * size), place * size);
  const sameKind = values.constructor as new (buffer: ArrayBuffer) => typeof values;
  return new Tensor(cache.type, new sameKind(repeated.buffer), [(lines / count) * ofRow.length, ...extents]);
}
