import type { AppError } from '@lamina/errors';
import type { Graph, Model } from '@lamina/onnx';
import {
  exposeTokenLoss,
  findRemovalObstacle,
  parseCachePort,
  SEGMENT_PORTS,
  type Segment,
  type SplitModel,
  splitBlocks,
} from '@lamina/surgery';
import type { Tensor } from 'onnxruntime-node';
import { describeInterface } from '../model/describe-interface.ts';
import { feedFactsOf } from '../model/model-facts.ts';
import type { OpenedModel } from '../model/open-model.ts';
import { buildFeeds, type TokenBatch } from '../session/build-feeds.ts';
import { tensorOf } from '../session/run-batches.ts';
import { createSession, type ModelSession } from '../session/session.ts';
import { pickSegmentFeeds } from './pick-segment-feeds.ts';
import { repeatRows } from './repeat-rows.ts';
import type { Prefixes, ResidentModel, ResidentOptions } from './resident-model.ts';
import { scoreByRun } from './score-by-run.ts';
import { scoreTargets } from './score-targets.ts';

/** What one run hands on from block to block. */
interface Stream {
  readonly state: Tensor | undefined;
  /** Shared keys and values by port. */
  readonly carried: ReadonlyMap<string, Tensor>;
}

/** Rows of a batch on their way through the blocks, and the prefixes they go on from. */
interface Streams {
  readonly rows: Stream;
  readonly prefixes: Stream | null;
}

type Feeds = Readonly<Record<string, Tensor>>;

/** What the parts are fed with beside the stream. */
interface BatchFeeds {
  readonly rows: Feeds;
  readonly prefixes: (Omit<Prefixes, 'ids'> & { readonly feeds: Feeds; readonly count: number }) | null;
}

/**
 * A model split at its block boundaries, one session per part over the same mapped weights. Removals that agree on the first blocks share their
 * hidden states: each is computed once. Leaving out every block in turn so costs about half of as many passes. Prefixes go through each block
 * before the rows that go on from them, so that only one block's keys and values are held at a time.
 */
export async function createSplitModel(opened: OpenedModel, options: ResidentOptions): Promise<ResidentModel> {
  const { structure, mapped, source } = opened;
  const split = splitBlocks(structure, { caches: options.prefixes === true });
  const lossHead = { ...split.head, model: exposeTokenLoss(keepLogits(split.head.model, structure.logits), structure.logits, options) };
  const sessions: ModelSession[] = [];
  const release = async (): Promise<void> => {
    await Promise.all(sessions.splice(0).map((session) => session.release()));
  };
  const load = async (segment: Segment, keepsMemory = false): Promise<Part> => {
    const session = await createSession(segment.model, mapped.weightFolder, { ...options, takesTurns: true, keepsMemory });
    sessions.push(session);
    return { segment, session };
  };
  try {
    const embedding = await load(split.embedding);
    const blocks: Part[] = [];
    for (const segment of split.blocks) blocks.push(await load(segment));
    // Rows as wide as the vocabulary are too large to be asked of the system at every run.
    const head = await load(lossHead, true);
    const facts = feedFactsOf(source);
    const findObstacle = (removed: readonly number[]): AppError | null => findRemovalObstacle(structure, removed);
    const interfaceGraph = describeInterface(structure.model);
    const goingOn = keepExtents(interfaceGraph, split);
    const feedBatch = (batch: TokenBatch, prefixes?: Prefixes): BatchFeeds => {
      if (!prefixes) return { rows: buildFeeds(interfaceGraph, batch, facts), prefixes: null };
      const { ids, ofRow } = prefixes;
      const read = { ids, labels: ids, lengths: ids.map(({ length }) => length) };
      return {
        rows: buildFeeds(goingOn, batch, facts),
        prefixes: { feeds: buildFeeds(interfaceGraph, read, facts), ofRow, count: ids.length },
      };
    };
    const runBlocks = async function* (feeds: BatchFeeds, removals: readonly (readonly number[])[]): AsyncGenerator<Arrival> {
      const obstacle = removals.map(findObstacle).find((error) => error !== null);
      if (obstacle) throw obstacle;
      const none: Stream = { state: undefined, carried: new Map() };
      const start = await runPart(embedding, feeds, { rows: none, prefixes: feeds.prefixes && none });
      yield* descend({ blocks, feeds, removals }, 0, start, [...removals.keys()]);
    };
    const resident: ResidentModel = {
      runtime: embedding.session.runtime,
      // A head that reads what blocks hand on beside the stream needs every position of it.
      sharesPrefixes: split.continues && split.head.carriedIn.length === 0,
      async *run(batch: TokenBatch, removals) {
        const feeds = feedBatch(batch);
        for await (const { members, stream } of runBlocks(feeds, removals)) {
          const outputs = await head.session.run(pickSegmentFeeds(head.session.model.graph, { feeds: feeds.rows, ...stream }));
          for (const removal of members) yield { removal, outputs };
        }
      },
      async *score(question, removals) {
        if (split.head.carriedIn.length > 0) return yield* scoreByRun(resident, question, removals);
        for await (const { members, stream } of runBlocks(feedBatch(question.batch, question.prefixes), removals)) {
          const answers = await scoreTargets({ session: head.session, interfaceGraph, facts }, stream, question);
          for (const removal of members) yield { removal, answers };
        }
      },
      findObstacle,
      release,
    };
    return resident;
  } catch (error) {
    await release();
    throw error;
  }
}

function keepLogits(head: Model, logits: string): Model {
  return { ...head, graph: { ...head.graph, outputs: head.graph.outputs.filter(({ name }) => name === logits) } };
}

/** The inputs without caches that only their own block reads: what it has read is at hand. Of others, parts read how long they are. */
function keepExtents(interfaceGraph: Graph, { embedding, blocks, head }: SplitModel): Graph {
  const others = new Set(
    [embedding, ...blocks, head].flatMap(({ model, caches }) => {
      const own = new Set(caches.map(({ past }) => past));
      return model.graph.inputs.map(({ name }) => name).filter((name) => !own.has(name));
    }),
  );
  return { ...interfaceGraph, inputs: interfaceGraph.inputs.filter(({ name }) => !parseCachePort(name) || others.has(name)) };
}

interface Part {
  readonly segment: Segment;
  readonly session: ModelSession;
}

interface Descent {
  readonly blocks: readonly Part[];
  readonly feeds: BatchFeeds;
  readonly removals: readonly (readonly number[])[];
}

/** What stands before the head for some removals. */
interface Arrival {
  readonly members: readonly number[];
  readonly stream: Stream;
}

/** Runs blocks `block` … L−1 for the removals in `members`, which all agree on the blocks before. */
async function* descend(descent: Descent, block: number, streams: Streams, members: readonly number[]): AsyncGenerator<Arrival> {
  const { blocks, feeds, removals } = descent;
  const part = blocks[block];
  if (!part) {
    yield { members, stream: streams.rows };
    return;
  }
  const without = members.filter((removal) => removals[removal]?.includes(block));
  const withBlock = members.filter((removal) => !removals[removal]?.includes(block));
  if (without.length > 0) yield* descend(descent, block + 1, streams, without);
  if (withBlock.length > 0) yield* descend(descent, block + 1, await runPart(part, feeds, streams), withBlock);
}

async function runPart(part: Part, { rows, prefixes }: BatchFeeds, streams: Streams): Promise<Streams> {
  if (!prefixes || !streams.prefixes) return { rows: (await runStream(part, rows, streams.rows)).stream, prefixes: null };
  const read = await runStream(part, prefixes.feeds, streams.prefixes, true);
  const caches = [...read.caches].map(([past, cache]) => [past, repeatRows(cache, prefixes.ofRow, prefixes.count)] as const);
  const { stream } = await runStream(part, Object.assign({}, rows, Object.fromEntries(caches)), streams.rows);
  return { rows: stream, prefixes: read.stream };
}

async function runStream(
  { segment, session }: Part,
  feeds: Feeds,
  stream: Stream,
  withCaches = false,
): Promise<{ readonly stream: Stream; readonly caches: ReadonlyMap<string, Tensor> }> {
  const caches = withCaches ? segment.caches : [];
  const wanted = [SEGMENT_PORTS.stateOut, ...segment.carriedOut, ...caches.map(({ present }) => present)];
  const outputs = await session.run(pickSegmentFeeds(session.model.graph, { feeds, ...stream }), wanted);
  const made = segment.carriedOut.map((port) => [port, tensorOf(outputs, port)] as const);
  return {
    stream: { state: tensorOf(outputs, SEGMENT_PORTS.stateOut), carried: new Map([...stream.carried, ...made]) },
    caches: new Map(caches.map(({ past, present }) => [past, tensorOf(outputs, present)])),
  };
}
