import { type AppError, getAt } from '@lamina/errors';
import { feedFactsOf, findFixedShape, findHiddenSize, findVocabularySize, type OpenedModel } from '@lamina/models';
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
import {
  type AskedBatch,
  type HeadOptions,
  type LoadedRepair,
  nameRepair,
  type ResidentModel,
  type ResidentOptions,
  runEach,
  type TargetQuestion,
} from './resident-model.ts';
import {
  completeHead,
  countPositionsPerRun,
  exposeHead,
  giveOutputs,
  type HeadRequest,
  type RunPositions,
  runHeadInParts,
  runsInParts,
  scoreByRun,
  scoreTargets,
  standsAlone,
} from './run-head.ts';

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
 *
 * Where weights are read from the disk in every pass, several batches under all their removals go through one block before any of them goes through the next.
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

interface LoadedParts extends Pick<ModelParts, 'split' | 'getWithout' | 'roomBytes'> {
  readonly embedding: Part;
  readonly blocks: readonly BlockParts[];
  /** The head that gives some outputs. A session computes all its outputs in every run: losses do not pay for divergences. */
  readonly getHead: (request: HeadRequest) => Promise<Part>;
}

async function loadParts(
  { split, get, getWithout, load, roomBytes }: ModelParts,
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
  // Rows of the width of the vocabulary are too large to be allocated in every run. Heads of packed weights make them tile by tile (scanTiles).
  const loadHead = (divergence: boolean): Promise<Part> =>
    load(exposeHead(split.head, opened, { ...options, divergence }), divergence || opened.coded === null);
  const head = await loadHead(false);
  let divergingHead: Promise<Part> | undefined;
  return {
    split,
    embedding,
    blocks,
    getWithout,
    roomBytes,
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
  const { split, embedding, getHead, roomBytes } = parts;
  const { structure } = opened;
  const facts = feedFactsOf(opened);
  const interfaceGraph = describeInterface(structure.model);
  const continued = keepExtents(interfaceGraph, split);
  const findObstacle = (removal: Removal): AppError | null => findRemovalObstacle(structure, removal);
  const feedPasses = ([{ batch }, ...later]: TargetQuestion['passes']): Passes => ({
    first: { feeds: buildFeeds(interfaceGraph, batch, facts), rows: batch.ids.length },
    later: later.map(({ batch: rest, continuesFrom = [] }) => ({ feeds: buildFeeds(continued, rest, facts), continuesFrom })),
  });
  const plan = (passes: Passes, removals: readonly Removal[]): Descent => {
    const obstacle = removals.map(findObstacle).find((error) => error !== null);
    if (obstacle) throw obstacle;
    return { parts, passes, removals, repaired: removals.map((removal) => parts.repairs.get(removal)) };
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
  const readHead = async (batch: TokenBatch, { passes }: Descent, [stream]: Streams, more?: HeadOptions): Promise<Outputs> => {
    const request = completeHead(options, batch, more);
    return standsAlone(split.head, opened) && runsInParts(batch, request, positions) && stream.state
      ? await runHeadInParts(runPositions, { batch, state: stream.state, positions }, request)
      : giveOutputs(await runHead(passes.first.feeds, stream, request), request);
  };
  const resident: Omit<ResidentModel, 'loadRepair' | 'loadForm' | 'release'> = {
    runtime: embedding.session.runtime,
    rows,
    sharesPrefixes: split.continues && readsOnlyStates,
    async *run(batch, removals, more) {
      const descent = plan(feedPasses([{ batch }]), removals);
      for await (const { members, streams } of arrive(descent)) {
        const outputs = await readHead(batch, descent, streams, more);
        for (const removal of members) yield { removal, outputs };
      }
    },
    async *runAll(asked) {
      if (roomBytes === null) return yield* runEach(resident, asked);
      const tokenBytes = Float32Array.BYTES_PER_ELEMENT * findHiddenSize(opened);
      const countStates = ({ batch: { ids } }: AskedBatch): number =>
        Math.max(1, Math.floor(roomBytes / (tokenBytes * ids.length * getAt(ids, 0).length)));
      for (const group of groupAsked(asked, countStates)) {
        const descents = group.map((part) => ({ ...plan(feedPasses([part]), part.removals), part }));
        for await (const { descent, members, streams } of arriveTogether(descents)) {
          const { batch, place, first } = descent.part;
          const outputs = await readHead(batch, descent, streams);
          for (const removal of members) yield { batch: place, removal: first + removal, outputs };
        }
      }
    },
    async *score(question, removals) {
      if (!readsOnlyStates) return yield* scoreByRun(resident, question, removals);
      const target = { run: runPositions, options, positions };
      for await (const { members, streams } of arrive(plan(feedPasses(question.passes), removals))) {
        const states = streams.map(({ state }) => state);
        const answers = await scoreTargets(target, states, question);
        for (const removal of members) yield { removal, answers };
      }
    },
    findObstacle,
  };
  return resident;
}

/** Runs the parts before the head for each removal. Removals whose states part go one after the other to the head, so that few states are held. */
async function* arrive(descent: Descent): AsyncGenerator<Arrival> {
  for await (const start of begin(descent)) yield* descend(descent, 0, start);
}

/** Takes all walks through one block before any goes through the next, so that each weight is read once. */
async function* arriveTogether<Each extends Descent>(descents: readonly Each[]): AsyncGenerator<Arrival & { readonly descent: Each }> {
  let front: (Arrival & { readonly descent: Each })[] = [];
  for (const descent of descents) for await (const start of begin(descent)) front.push({ ...start, descent });
  const count = descents[0]?.parts.blocks.length ?? 0; // Nothing is asked.
  for (let block = 0; block < count; block += 1) {
    const next: typeof front = [];
    for (const { descent, ...arrival } of front) for await (const one of takeBlock(descent, block, arrival)) next.push({ ...one, descent });
    front = next;
  }
  yield* front;
}

/** Some removals of one batch; `first` is the place of the first of them. */
interface AskedPart extends AskedBatch {
  readonly place: number;
  readonly first: number;
}

/** Divides batches and their removals into groups that are held in memory at the same time. @param countStates how many states of a batch fit */
function groupAsked(asked: readonly AskedBatch[], countStates: (batch: AskedBatch) => number): readonly (readonly AskedPart[])[] {
  const groups: AskedPart[][] = [];
  // Share of the memory that the last group leaves free.
  let free = 0;
  for (const [place, batch] of asked.entries()) {
    const limit = countStates(batch);
    for (let first = 0; first < batch.removals.length; ) {
      if (free * limit < 1) {
        groups.push([]);
        free = 1;
      }
      const removals = batch.removals.slice(first, first + Math.max(1, Math.floor(free * limit)));
      groups.at(-1)?.push({ ...batch, removals, place, first });
      free -= removals.length / limit;
      first += removals.length;
    }
  }
  return groups;
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

/** A batch on its way through the parts under some removals. */
interface Descent {
  readonly parts: Pick<ResidentParts, 'embedding' | 'blocks' | 'getWithout'>;
  readonly passes: Passes;
  readonly removals: readonly Removal[];
  /** The repaired parts of each removal; undefined where nothing is repaired. */
  readonly repaired: readonly (RepairedParts | undefined)[];
}

/** The states behind some part for the removals in `members`, all of which agree on the parts so far, by pass. */
interface Arrival {
  readonly members: readonly number[];
  readonly streams: Streams;
}

/** Runs the embedding. */
async function* begin({ parts: { embedding }, passes, removals, repaired }: Descent): AsyncGenerator<Arrival> {
  const byPart = Map.groupBy(removals.keys(), (removal) => repaired[removal]?.get(0) ?? embedding);
  for (const [part, members] of byPart)
    yield { members, streams: await runPasses(part, passes, [NOTHING, ...passes.later.map(() => NOTHING)]) };
}

/** Runs blocks `block` … L−1. */
async function* descend(descent: Descent, block: number, arrival: Arrival): AsyncGenerator<Arrival> {
  if (block === descent.parts.blocks.length) yield arrival;
  else for await (const next of takeBlock(descent, block, arrival)) yield* descend(descent, block + 1, next);
}

/** Runs one block, once for each way in which the removals change it. */
async function* takeBlock(descent: Descent, block: number, { members, streams }: Arrival): AsyncGenerator<Arrival> {
  const { parts, passes, removals, repaired } = descent;
  const groups = Map.groupBy(members, (removal) => repaired[removal]?.get(block + 1) ?? findLoss(removals[removal], block));
  const runWithout = createBlockRun(descent, block, streams);
  for (const step of [...LOSSES, ...[...groups.keys()].filter((key) => typeof key !== 'string')]) {
    const group = groups.get(step);
    if (!group) continue;
    const next = typeof step === 'string' ? await runWithout(getAt(parts.blocks, block), step) : await runPasses(step, passes, streams);
    yield { members: group, streams: next };
  }
}

/** Runs a block with one loss after the other. The mixer runs once for the block and the block without its MLP. */
function createBlockRun(
  { parts: { getWithout }, passes }: Descent,
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
