import { feedFactsOf, findHiddenSize, findVocabularySize, type ModelWeights, type OpenedModel } from '@lamina/models';
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
  LAST_STATE,
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
import { probeExecutionProvider } from '../session/execution-provider.ts';
import { createSession, describeRuntime, type RuntimeFacts, type SessionOptions } from '../session/session.ts';

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

/**
 * Loads the model in one session, with all reductions inside its graph. On a processor the head has a session of its own, which reads some positions at a time:
 * logits of a whole batch take more memory than everything else.
 */
export async function createMeasuredModel(opened: OpenedModel, options: MeasureOptions): Promise<MeasuredModel> {
  const { structure, mapped } = opened;
  const passed = bypassUnits(structure, options.removal ?? NOTHING_REMOVED);
  const bypassed = options.padded === false ? { ...passed, model: dropNanGuards(passed.model) } : passed;
  const facts = feedFactsOf(opened);
  const { provider } = await probeExecutionProvider(options.providers);
  const split = options.losses === false || provider !== 'cpu' ? null : splitBlocks(structure).head;
  const head = split !== null && standsAlone(split, opened) ? await openHead(split, opened, options) : null;
  const measured =
    options.losses === false || head !== null
      ? exposeBlockMetrics(bypassed, { lastState: head !== null })
      : exposeTokenLoss(exposeBlockMetrics(bypassed, { keep: [structure.logits] }), structure.logits);
  const session = await createSession(measured, mapped.weights, { ...options, takesTurns: head !== null, keepsMemory: head === null });
  return {
    runtime: session.runtime,
    tokensPerCall: null,
    async *run(batches) {
      for (const batch of batches) {
        const { [LAST_STATE]: state, ...outputs } = await session.run(buildFeeds(session.model.graph, batch, facts));
        yield head !== null && state !== undefined ? { ...outputs, ...(await head.run(batch, state)) } : outputs;
      }
    },
    release: async () => {
      await Promise.all([session.release(), head?.release()]);
    },
  };
}

/** The head of a model in a session of its own. */
interface LossHead extends Pick<MeasuredModel, 'release'> {
  /** The token losses of a batch. @param state h_L */
  run(batch: TokenBatch, state: Tensor): Promise<Outputs>;
}

async function openHead(segment: Segment, opened: OpenedModel, options: SessionOptions): Promise<LossHead> {
  const { model } = exposeHead(segment, opened, {});
  const session = await createSession(model, opened.mapped.weights, { ...options, takesTurns: true, keepsMemory: false });
  const facts = feedFactsOf(opened);
  const interfaceGraph = describeInterface(opened.structure.model);
  const positions = countPositionsPerRun(findVocabularySize(opened));
  const request = { feeds: {}, outputs: [TOKEN_LOSS_PORTS.logProbability] };
  const run: RunPositions = (batch, state, { outputs }) =>
    session.run(pickSegmentFeeds(session.model.graph, buildFeeds(interfaceGraph, batch, facts), { ...NOTHING, state }), outputs);
  return {
    run: (batch, state) =>
      runsInParts(batch, request, positions) ? runHeadInParts(run, { batch, state, positions }, request) : run(batch, state, request),
    release: () => session.release(),
  };
}

/** The memory that states of all blocks may take for the tokens of one call, about, in bytes. */
const STATE_BYTES = 256 * 1024 * 1024;

/** The values that have been computed of one batch so far. */
interface BatchState {
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

/**
 * Measures a model block by block. Each part is loaded, runs all batches of a call, and is released before the next part is loaded. Memory then
 * holds one part at a time, so that models larger than memory can be measured. Weights are read once per call.
 */
export async function createBlockwiseModel(opened: OpenedModel, options: MeasureOptions): Promise<MeasuredModel> {
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
  const end = options.losses === false ? dropLogits(head.model, logits) : exposeTokenLoss(head.model, logits);
  const metrics = createStateMetrics(structure);
  const facts = feedFactsOf(opened);
  const interfaceGraph = describeInterface(structure.model);
  const sublayers = listSublayers(structure.sublayers);
  const load = { weights: mapped.weights, options };
  return {
    runtime: await describeRuntime(options),
    tokensPerCall: Math.max(1, Math.floor(STATE_BYTES / (4 * (boundaries.length + 1) * Math.max(1, findHiddenSize(opened))))),
    async *run(batches: readonly TokenBatch[]) {
      const work = batches.map((batch): BatchState => {
        return { feeds: buildFeeds(interfaceGraph, batch, facts), states: [], carried: new Map(), sublayers: new Map(), end: {} };
      });
      await runSegment(embedding, work, load);
      for (const [block, segment] of measured.entries()) {
        if (blocksOf(removal, 'block').includes(block)) for (const batch of work) passBlock(batch);
        else await runSegment(segment, work, load);
      }
      if (end.graph.outputs.length > 0) await runSegment({ ...head, model: end }, work, load);
      const session = await createSession(metrics, mapped.weights, options);
      try {
        for (const { states, sublayers: products, end } of work) {
          const named = boundaries.flatMap((name, index) => (states[index] ? [[name, states[index]] as const] : []));
          const norm = finalNorm === null ? {} : { [finalNorm]: tensorOf(end, SEGMENT_PORTS.finalNorm) };
          const reduced = await session.run({ ...Object.fromEntries(named), ...norm });
          yield { ...end, ...reduced, ...(sublayers.length > 0 ? joinSublayers(sublayers, products, reduced) : {}) };
        }
      } finally {
        await session.release();
      }
    },
    release: async () => undefined,
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

/** Loads one part, runs it on every batch, and releases it. */
async function runSegment(
  { model, carriedOut }: Segment,
  work: readonly BatchState[],
  { weights, options }: { readonly weights: ModelWeights; readonly options: SessionOptions },
): Promise<void> {
  const session = await createSession(model, weights, { ...options, inPlace: true });
  try {
    for (const batch of work) {
      const outputs = await session.run(pickSegmentFeeds(session.model.graph, batch.feeds, { ...batch, state: batch.states.at(-1) }));
      for (const port of carriedOut) batch.carried.set(port, tensorOf(outputs, port));
      const state = outputs[SEGMENT_PORTS.stateOut];
      // The state that a block reads is the last one so far.
      if (SUBLAYER_PRODUCTS in outputs) batch.sublayers.set(batch.states.length - 1, floatsOf(outputs, SUBLAYER_PRODUCTS));
      if (state) batch.states.push(state);
      else batch.end = outputs;
    }
  } finally {
    await session.release();
  }
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
