import { getAt } from '@lamina/errors';
import { feedFactsOf, findHiddenSize, findVocabularySize, type OpenedModel } from '@lamina/models';
import type { Model } from '@lamina/onnx';
import { blocksOf, NOTHING_REMOVED, type Removal, type Unit } from '@lamina/plans';
import {
  BLOCK_METRIC_OUTPUTS,
  bypassUnits,
  createStateMetrics,
  dropNanGuards,
  exposeBlockMetrics,
  exposeSublayers,
  exposeTokenLoss,
  findRemovalObstacle,
  listSublayers,
  PRODUCTS_PER_SUBLAYER,
  removeDeadNodes,
  SEGMENT_PORTS,
  type Segment,
  SUBLAYER_PRODUCTS,
  splitBlocks,
  TOKEN_LOSS_PORTS,
} from '@lamina/surgery';
import { Tensor } from 'onnxruntime-node';
import { type Feeds, NOTHING, pickSegmentFeeds } from '../resident/model-parts.ts';
import { countPositionsPerRun, exposeHead, type RunPositions, runHeadInParts, runsInParts, standsAlone } from '../resident/run-head.ts';
import { buildFeeds, describeInterface, floatsOf, type Outputs, type TokenBatch, tensorOf } from '../session/batches.ts';
import { createSession, describeRuntime, type ModelSession, type RuntimeFacts, type SessionOptions } from '../session/session.ts';

/** A model that is ready to be measured: its outputs are those of exposeBlockMetrics and exposeTokenLoss. */
export interface MeasuredModel {
  readonly runtime: RuntimeFacts;
  /** The best number of tokens for one call; null where every number is equally good. */
  readonly tokensPerCall: number | null;
  /** The outputs of each batch, in order. @throws AppError RUNTIME_FAILED */
  run(batches: readonly TokenBatch[]): AsyncGenerator<Outputs>;
  release(): Promise<void>;
}

interface MeasureOptions extends SessionOptions {
  /** The units to pass by. */
  readonly removal?: Removal;
  /** If false, the language-model head is left out, and with it the token losses. */
  readonly losses?: boolean;
  /** If false, no batch contains padding, and the guards for rows that attend to nothing are left out. */
  readonly padded?: boolean;
}

/** Loads the whole model in one session, with all reductions inside its graph. */
export async function createMeasuredModel(opened: OpenedModel, options: MeasureOptions): Promise<MeasuredModel> {
  const { structure, mapped } = opened;
  const passed = bypassUnits(structure, options.removal ?? NOTHING_REMOVED);
  const bypassed = options.padded === false ? { ...passed, model: dropNanGuards(passed.model) } : passed;
  const measured =
    options.losses === false
      ? exposeBlockMetrics(bypassed)
      : exposeTokenLoss(exposeBlockMetrics(bypassed, { keep: [structure.logits] }), structure.logits);
  const session = await createSession(measured, mapped.weights, options);
  const facts = feedFactsOf(opened);
  return {
    runtime: session.runtime,
    tokensPerCall: null,
    async *run(batches) {
      for (const batch of batches) yield await session.run(buildFeeds(session.model.graph, batch, facts));
    },
    release: () => session.release(),
  };
}

/** The head of a model in a session of its own. */
interface LossHead extends Pick<MeasuredModel, 'release'> {
  /** The token losses of a batch, and finalNorm(h_L) where there is one. @param state h_L */
  run(batch: TokenBatch, state: Tensor): Promise<Outputs>;
}

/** @param model the head with its losses exposed (exposeHead) */
async function openHead(
  model: Model,
  opened: OpenedModel,
  { finalNorm, ...options }: SessionOptions & { readonly finalNorm: boolean; readonly inPlace?: boolean },
): Promise<LossHead> {
  const session = await createSession(model, opened.mapped.weights, { ...options, takesTurns: true, keepsMemory: false });
  const facts = feedFactsOf(opened);
  const interfaceGraph = describeInterface(opened.structure.model);
  const positions = countPositionsPerRun(findVocabularySize(opened));
  const outputs = [TOKEN_LOSS_PORTS.logProbability, ...(finalNorm ? [SEGMENT_PORTS.finalNorm] : [])];
  const request = { feeds: {}, outputs, take: null };
  const run: RunPositions = (batch, state, { outputs }) =>
    session.run(pickSegmentFeeds(session.model.graph, buildFeeds(interfaceGraph, batch, facts), { ...NOTHING, state }), outputs);
  return {
    run: (batch, state) =>
      state.dims.length === 3 && runsInParts(batch, request, positions)
        ? runHeadInParts(run, { batch, state, positions }, request)
        : run(batch, state, request),
    release: () => session.release(),
  };
}

/** The memory that states of all blocks may take for the tokens of one call, about, in bytes. */
const STATE_BYTES = 256 * 1024 * 1024;

/** The values that have been computed of one batch so far. */
interface BatchState {
  readonly tokens: TokenBatch;
  readonly feeds: Feeds;
  /** h_0 … h_i, up to the last block that ran */
  readonly states: Tensor[];
  /** Shared keys and values, by port. */
  readonly carried: Map<string, Tensor>;
  /** The dot products of sublayers, by block, of the blocks that ran. */
  readonly sublayers: Map<number, Float32Array>;
  /** The outputs of the head. */
  end: Outputs;
}

interface PartwiseOptions extends MeasureOptions {
  /** If true, parts stay loaded; otherwise each is loaded, runs all batches of a call, and is released before the next one is loaded. */
  readonly keepsParts: boolean;
}

/**
 * Measures a model part by part. Where parts do not stay, memory holds one of them at a time, so that models larger than memory can be measured, and weights are
 * read once per call. Where they stay, packed weights become floats in one part at a time; in one session, ONNX Runtime makes floats of all of them first.
 */
export async function createPartwiseModel(opened: OpenedModel, { keepsParts, ...options }: PartwiseOptions): Promise<MeasuredModel> {
  const { mapped } = opened;
  const removal = options.removal ?? NOTHING_REMOVED;
  const obstacle = findRemovalObstacle(opened.structure, removal);
  if (obstacle) throw obstacle;
  // Removed blocks are not loaded. Removed sublayers are taken out of the graph.
  const structure = bypassUnits(
    opened.structure,
    removal.filter(({ kind }) => kind !== 'block'),
  );
  const { boundaries, finalNorm, logits } = structure;
  const { embedding, blocks, head } = splitBlocks(structure);
  const measured = blocks.map((segment, block) => ({ ...segment, model: exposeSublayers(segment.model, structure, block) }));
  const withLosses = options.losses !== false;
  const end = withLosses ? exposeHead(head, opened, { finalNorm: finalNorm !== null }) : { ...head, model: dropLogits(head.model, logits) };
  const metrics = createStateMetrics(structure);
  const facts = feedFactsOf(opened);
  const interfaceGraph = describeInterface(structure.model);
  const sublayers = listSublayers(structure.sublayers);
  const loads = createLoads(keepsParts);
  const tuning = keepsParts ? { ...options, takesTurns: true, keepsMemory: false } : { ...options, inPlace: true };
  const withSession: WithSession = (model, work) => loads.use(model, () => createSession(model, mapped.weights, tuning), work);
  const openEnd = () => openHead(end.model, opened, { ...options, finalNorm: finalNorm !== null, inPlace: !keepsParts });
  const runEnd = async (work: readonly BatchState[]): Promise<void> => {
    if (end.model.graph.outputs.length === 0) return;
    if (!withLosses || !standsAlone(head, opened)) return await runSegment(end, work, withSession);
    await loads.use(end.model, openEnd, async (losses) => {
      for (const batch of work) batch.end = await losses.run(batch.tokens, getAt(batch.states, batch.states.length - 1));
    });
  };
  const stateBytes = 4 * (boundaries.length + 1) * Math.max(1, findHiddenSize(opened));
  return {
    runtime: await describeRuntime(options),
    tokensPerCall: keepsParts ? null : Math.max(1, Math.floor(STATE_BYTES / stateBytes)),
    async *run(batches: readonly TokenBatch[]) {
      const work = batches.map((tokens): BatchState => {
        return { tokens, feeds: buildFeeds(interfaceGraph, tokens, facts), states: [], carried: new Map(), sublayers: new Map(), end: {} };
      });
      await runSegment(embedding, work, withSession);
      for (const [block, segment] of measured.entries()) {
        if (blocksOf(removal, 'block').includes(block)) for (const batch of work) passBlock(batch);
        else await runSegment(segment, work, withSession);
      }
      await runEnd(work);
      const reduced: Outputs[] = [];
      await withSession(metrics, async (session) => {
        for (const { states, end } of work) {
          const named = boundaries.flatMap((name, index) => (states[index] ? [[name, states[index]] as const] : []));
          const norm = finalNorm === null ? {} : { [finalNorm]: tensorOf(end, SEGMENT_PORTS.finalNorm) };
          reduced.push(await session.run({ ...Object.fromEntries(named), ...norm }));
        }
      });
      for (const [place, { sublayers: products, end }] of work.entries()) {
        const sums = getAt(reduced, place);
        yield { ...end, ...sums, ...(sublayers.length > 0 ? joinSublayers(sublayers, products, sums) : {}) };
      }
    },
    release: loads.release,
  };
}

/** Gives work a session of a part. */
type WithSession = (model: Model, work: (session: ModelSession) => Promise<void>) => Promise<void>;

/** A resource that can be loaded and released. */
type Loaded = Pick<ModelSession, 'release'>;

/** Loads things for one use, or keeps what is loaded for later uses. */
function createLoads(keeps: boolean) {
  const kept = new Map<Model, Loaded>();
  return {
    /** @param key the same for the same thing */
    async use<Thing extends Loaded>(key: Model, open: () => Promise<Thing>, work: (thing: Thing) => Promise<void>): Promise<void> {
      const thing = (kept.get(key) as Thing | undefined) ?? (await open());
      if (keeps) kept.set(key, thing);
      try {
        await work(thing);
      } finally {
        if (!keeps) await thing.release();
      }
    },
    release: async (): Promise<void> => {
      await Promise.all([...kept.values()].map((thing) => thing.release()));
    },
  };
}

/** A removed block returns the state that it was given. */
function passBlock({ states }: BatchState): void {
  states.push(...states.slice(-1));
}

/** The output that the graph of the whole model would have. */
function joinSublayers(sublayers: readonly Unit[], products: ReadonlyMap<number, Float32Array>, reduced: Outputs): Outputs {
  const gram = tensorOf(reduced, BLOCK_METRIC_OUTPUTS.gram);
  const [tokens = 0, states = 0] = gram.dims;
  const joined = joinSublayerProducts(sublayers, products, { gram: floatsOf(reduced, BLOCK_METRIC_OUTPUTS.gram), states });
  return { [SUBLAYER_PRODUCTS]: new Tensor('float32', joined, [tokens, joined.length / tokens]) };
}

/** Runs one part on every batch. */
async function runSegment({ model, carriedOut }: Segment, work: readonly BatchState[], withSession: WithSession): Promise<void> {
  await withSession(model, async (session) => {
    for (const batch of work) {
      const outputs = await session.run(pickSegmentFeeds(session.model.graph, batch.feeds, { ...batch, state: batch.states.at(-1) }));
      for (const port of carriedOut) batch.carried.set(port, tensorOf(outputs, port));
      const state = outputs[SEGMENT_PORTS.stateOut];
      // The state that a block reads is the last one so far.
      if (SUBLAYER_PRODUCTS in outputs) batch.sublayers.set(batch.states.length - 1, floatsOf(outputs, SUBLAYER_PRODUCTS));
      if (state) batch.states.push(state);
      else batch.end = outputs;
    }
  });
}

function dropLogits(head: Model, logits: string): Model {
  return { ...head, graph: removeDeadNodes({ ...head.graph, outputs: head.graph.outputs.filter(({ name }) => name !== logits) }) };
}

/**
 * Joins the dot products of the sublayers of each block to those of all sublayers of a batch, float32[N, 3 H].
 *
 * @param sublayers [H] all sublayers, block by block
 * @param products by block: float32[N, 3 × sublayers of the block]. Absent for a block that was passed by: its sublayers do not change the state
 * @param gram float32[N, S, S]: has the squares of such a state
 */
function joinSublayerProducts(
  sublayers: readonly Unit[],
  products: ReadonlyMap<number, Float32Array>,
  { gram, states }: { readonly gram: Float32Array; readonly states: number },
): Float32Array {
  const tokens = gram.length / states ** 2;
  const width = sublayers.length * PRODUCTS_PER_SUBLAYER;
  const joined = new Float32Array(tokens * width);
  let start = 0;
  for (const [block, { length }] of Map.groupBy(sublayers, (unit) => unit.block)) {
    const ofBlock = products.get(block);
    const size = length * PRODUCTS_PER_SUBLAYER;
    for (let token = 0; token < tokens; token += 1) {
      const place = token * width + start;
      if (ofBlock) joined.set(ofBlock.subarray(token * size, (token + 1) * size), place);
      else joined.fill(gram[token * states ** 2 + block * (states + 1)] ?? Number.NaN, place, place + size);
    }
    start += size;
  }
  return joined;
}
