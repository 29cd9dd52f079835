import type { AppError } from '@lamina/errors';
import type { Graph, Model } from '@lamina/onnx';
import { isRemoved, type Removal, UNIT_KINDS, type UnitKind } from '@lamina/plans';
import { exposeTokenLoss, findRemovalObstacle, parseCachePort, type SplitModel, TOKEN_LOSS_PORTS } from '@lamina/surgery';
import { feedFactsOf } from '../model/facts/model-facts.ts';
import { findFixedShape, findVocabularySize } from '../model/facts/sizes.ts';
import type { OpenedModel } from '../model/open/open-model.ts';
import { buildFeeds, describeInterface, type Outputs, type TokenBatch, tensorOf } from '../session/batches.ts';
import { completeHead } from './complete-head.ts';
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
import { repeatRows } from './repeat-rows.ts';
import { nameRepair, type ResidentModel, type ResidentOptions, type TargetQuestion } from './resident-model.ts';
import { type HeadRequest, type RunPositions, runHeadInParts, runsInParts } from './run-head.ts';
import { scoreByRun } from './score-by-run.ts';
import { scoreTargets } from './score-targets.ts';

/** What the parts are fed with beside the streams. */
interface Passes {
  readonly first: { readonly feeds: Feeds; readonly rows: number };
  readonly later: readonly { readonly feeds: Feeds; readonly continuesFrom: readonly number[] }[];
}

/** By pass. */
type Streams = readonly [Stream, ...Stream[]];

/** Outputs that only a head with a reference has. */
const DIVERGENCE_OUTPUTS: readonly string[] = [
  TOKEN_LOSS_PORTS.divergence,
  TOKEN_LOSS_PORTS.distance,
  TOKEN_LOSS_PORTS.largest,
  TOKEN_LOSS_PORTS.logProbabilities,
];

/** From about this many tokens on, a processor compares one position after the other in half the time. */
const WIDE_VOCABULARY = 4096;

/**
 * A model that is split at its block boundaries, with one session per part over the same mapped weights.
 *
 * Removals that agree on the first blocks share their hidden states: each state is computed once. So leaving out every block in turn costs about half
 * of one pass per block. A block without one of its sublayers is a part of its own, which is loaded when it is first needed. Prefixes go through each
 * block before the rows that continue them, so that the keys and values of only one block are held at a time.
 */
export async function createSplitModel(opened: OpenedModel, options: ResidentOptions): Promise<ResidentModel> {
  const parts = openParts(opened, { ...options, sublayers: false, caches: options.prefixes === true });
  try {
    // A width that the model does not state (null) counts as a narrow one.
    const byRow = (findVocabularySize(opened) ?? 0) >= WIDE_VOCABULARY;
    const loaded = await loadParts(parts, { logits: opened.structure.logits, options, byRow });
    const repairs = new WeakMap<Removal, RepairedParts>();
    return {
      ...createResident(opened, { ...loaded, repairs }, options),
      async loadRepair(repaired, removal, repairKey) {
        const changed = await parts.loadRepaired(repaired, removal);
        const variant = nameRepair(removal, repairKey);
        repairs.set(variant, changed);
        return { removal: variant, release: () => parts.unload([...changed.values()]) };
      },
      release: parts.release,
    };
  } catch (error) {
    await parts.release();
    throw error;
  }
}

interface LoadedParts extends Pick<ModelParts, 'split' | 'getWithout'> {
  readonly embedding: Part;
  readonly blocks: readonly Part[];
  readonly head: Part;
  /** The head that gives some outputs. A session computes all its outputs in every run: losses do not pay for divergences. */
  readonly getHead: (request: HeadRequest) => Promise<Part>;
}

async function loadParts(
  { split, list, getWithout, load }: ModelParts,
  { logits, options, byRow }: { readonly logits: string; readonly options: ResidentOptions; readonly byRow: boolean },
): Promise<LoadedParts> {
  const [embedding, ...blocks] = await list(0, split.blocks.length + 1);
  if (embedding === undefined) throw new Error('a model without an embedding');
  const headLogits = keepLogits(split.head.model, logits);
  // Rows of the width of the vocabulary are too large to be allocated in every run.
  const loadHead = (divergence: boolean): Promise<Part> =>
    load({ ...split.head, model: exposeTokenLoss(headLogits, logits, { ...options, divergence, byRow }) }, true);
  const head = await loadHead(false);
  let divergingHead: Promise<Part> | undefined;
  return {
    ...{ split, embedding, blocks, getWithout, head },
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
): Omit<ResidentModel, 'loadRepair' | 'release'> {
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
  // A head that reads what blocks pass on beside the stream needs every position of it.
  const readsOnlyStates = split.head.carriedIn.length === 0;
  const resident: Omit<ResidentModel, 'loadRepair' | 'release'> = {
    runtime: embedding.session.runtime,
    rows: findFixedShape(structure.model.graph).rows,
    sharesPrefixes: split.continues && readsOnlyStates,
    async *run(batch: TokenBatch, removals, more) {
      const request = completeHead(options, batch, more);
      const passes = feedPasses([{ batch }]);
      const standAlone = readsOnlyStates && runsInParts(batch, request);
      for await (const { members, streams } of runBlocks(passes, removals)) {
        const [stream] = streams;
        const outputs = await (standAlone && stream.state
          ? runHeadInParts(runPositions, { batch, state: stream.state }, request)
          : runHead(passes.first.feeds, stream, request));
        for (const removal of members) yield { removal, outputs };
      }
    },
    async *score(question, removals) {
      if (!readsOnlyStates) return yield* scoreByRun(resident, question, removals);
      const target = { session: head.session, interfaceGraph, facts, options };
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

function keepLogits(head: Model, logits: string): Model {
  return { ...head, graph: { ...head.graph, outputs: head.graph.outputs.filter(({ name }) => name === logits) } };
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
  readonly blocks: readonly Part[];
  readonly getWithout: ModelParts['getWithout'];
  readonly passes: Passes;
  readonly removals: readonly Removal[];
  /** By removal; undefined where nothing is repaired. */
  readonly repaired: readonly (RepairedParts | undefined)[];
}

/** The states before the head for some removals, by pass. */
interface Arrival {
  readonly members: readonly number[];
  readonly streams: Streams;
}

/** Runs blocks `block` … L−1 for the removals in `members`, all of which agree on the blocks before. */
async function* descend(descent: Descent, block: number, streams: Streams, members: readonly number[]): AsyncGenerator<Arrival> {
  const { blocks, getWithout, passes, removals, repaired } = descent;
  const part = blocks[block];
  if (!part) {
    yield { members, streams };
    return;
  }
  const groups = Map.groupBy(members, (removal) => repaired[removal]?.get(block + 1) ?? findLoss(removals[removal], block));
  for (const step of [...LOSSES, ...[...groups.keys()].filter((key) => typeof key !== 'string')]) {
    const group = groups.get(step);
    if (!group) continue;
    const kept = typeof step !== 'string' ? step : step === 'attention' || step === 'mlp' ? await getWithout(block, step) : part;
    yield* descend(descent, block + 1, step === 'block' ? streams : await runPasses(kept, passes, streams), group);
  }
}

/** What a removal takes from a block. */
type Loss = UnitKind | 'nothing';
const LOSSES: readonly Loss[] = [...UNIT_KINDS, 'nothing'];

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
