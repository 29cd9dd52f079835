import type { AppError } from '@lamina/errors';
import type { Model } from '@lamina/onnx';
import { exposeTokenLoss, findRemovalObstacle, SEGMENT_PORTS, type Segment, splitBlocks } from '@lamina/surgery';
import type { Tensor } from 'onnxruntime-node';
import { describeInterface } from '../model/describe-interface.ts';
import { feedFactsOf } from '../model/model-facts.ts';
import type { OpenedModel } from '../model/open-model.ts';
import { buildFeeds, type TokenBatch } from '../session/build-feeds.ts';
import { tensorOf } from '../session/run-batches.ts';
import { createSession, type ModelSession } from '../session/session.ts';
import { pickSegmentFeeds, type SegmentFeeds } from './pick-segment-feeds.ts';
import type { ResidentModel, ResidentOptions } from './resident-model.ts';
import { scoreByRun } from './score-by-run.ts';
import { scoreTargets } from './score-targets.ts';

/** What one run hands on from block to block. */
interface Stream {
  readonly state: Tensor;
  /** Shared keys and values by port. */
  readonly carried: ReadonlyMap<string, Tensor>;
}

type Feeds = Readonly<Record<string, Tensor>>;

/**
 * A model split at its block boundaries, one session per part over the same mapped weights. Removals that agree on the first blocks share their
 * hidden states: each is computed once. Leaving out every block in turn so costs about half of as many passes.
 */
export async function createSplitModel(opened: OpenedModel, options: ResidentOptions): Promise<ResidentModel> {
  const { structure, mapped, source } = opened;
  const split = splitBlocks(structure);
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
    const runBlocks = async function* (batch: TokenBatch, removals: readonly (readonly number[])[]): AsyncGenerator<Arrival> {
      const obstacle = removals.map(findObstacle).find((error) => error !== null);
      if (obstacle) throw obstacle;
      const feeds = buildFeeds(interfaceGraph, batch, facts);
      const start = await runPart(embedding, feeds, { state: undefined, carried: new Map() });
      yield* descend({ blocks, feeds, removals }, 0, start, [...removals.keys()]);
    };
    const resident: ResidentModel = {
      runtime: embedding.session.runtime,
      async *run(batch: TokenBatch, removals) {
        for await (const { members, stream, feeds } of runBlocks(batch, removals)) {
          const outputs = await head.session.run(pickSegmentFeeds(head.session.model.graph, { feeds, ...stream }));
          for (const removal of members) yield { removal, outputs };
        }
      },
      async *score(batch, targets, removals) {
        // A head that reads what blocks hand on beside the stream needs every position of it.
        if (split.head.carriedIn.length > 0) return yield* scoreByRun(resident, { batch, targets }, removals);
        for await (const { members, stream } of runBlocks(batch, removals)) {
          const answers = await scoreTargets({ session: head.session, interfaceGraph, facts }, stream, { batch, targets });
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

interface Part {
  readonly segment: Segment;
  readonly session: ModelSession;
}

interface Descent {
  readonly blocks: readonly Part[];
  readonly feeds: Feeds;
  readonly removals: readonly (readonly number[])[];
}

/** What stands before the head for some removals. */
interface Arrival {
  readonly members: readonly number[];
  readonly stream: Stream;
  readonly feeds: Feeds;
}

/** Runs blocks `block` … L−1 for the removals in `members`, which all agree on the blocks before. */
async function* descend(descent: Descent, block: number, stream: Stream, members: readonly number[]): AsyncGenerator<Arrival> {
  const { blocks, feeds, removals } = descent;
  const part = blocks[block];
  if (!part) {
    yield { members, stream, feeds };
    return;
  }
  const without = members.filter((removal) => removals[removal]?.includes(block));
  const withBlock = members.filter((removal) => !removals[removal]?.includes(block));
  if (without.length > 0) yield* descend(descent, block + 1, stream, without);
  if (withBlock.length > 0) yield* descend(descent, block + 1, await runPart(part, feeds, stream), withBlock);
}

async function runPart(part: Part, feeds: Feeds, stream: Omit<SegmentFeeds, 'feeds'>): Promise<Stream> {
  const outputs = await part.session.run(pickSegmentFeeds(part.session.model.graph, { feeds, ...stream }));
  const made = part.segment.carriedOut.map((port) => [port, tensorOf(outputs, port)] as const);
  return { state: tensorOf(outputs, SEGMENT_PORTS.stateOut), carried: new Map([...stream.carried, ...made]) };
}
