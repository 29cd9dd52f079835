import { getAt } from '@lamina/errors';
import { feedFactsOf, type ModelWeights, measureMemoryNeed, type OpenedModel, requireMemory, type Window } from '@lamina/models';
import type { Graph } from '@lamina/onnx';
import { blocksOf, listRuns, type Removal } from '@lamina/plans';
import {
  type BlockStructure,
  type ExposedSum,
  exposeSublayers,
  exposeSums,
  SEGMENT_PORTS,
  type Segment,
  type SplitModel,
  splitBlocks,
} from '@lamina/surgery';
import type { Tensor } from 'onnxruntime-node';
import { buildFeeds, describeInterface, formBatches, type Outputs, tensorOf } from '../session/batches.ts';
import { createSession, type ModelSession, type SessionOptions } from '../session/session.ts';

/** The parts of a model without its head: the embedding, then the blocks, so that part i gives h_i. Each is loaded when it is first needed. */
export interface ModelParts extends PartLoader {
  readonly split: SplitModel;
  /** Bytes that states of many batches may take together where weights are read from the disk in every pass; null where all weights are in memory. */
  readonly roomBytes: number | null;
  get(part: number): Promise<Part>;
  /** Parts `from` … `end − 1`. */
  list(from: number, end: number): Promise<readonly Part[]>;
  /** A block without one of its sublayers, loaded when it is first needed. */
  getWithout(block: number, sublayer: SublayerKind): Promise<Part>;
  /** The parts of a repaired form in which it differs from the model, by number: a removed run is replaced where it begins, in the part before it. */
  loadRepaired(repaired: OpenedModel, removal: Removal): Promise<ReadonlyMap<number, Part>>;
  /** Some parts of another form of the model, by number. */
  loadChanged(changed: OpenedModel, numbers: readonly number[]): Promise<ReadonlyMap<number, Part>>;
  /** A part whose only output is a sum of tensors inside it. */
  loadSums(part: number, sum: ExposedSum): Promise<Part>;
}

type SublayerKind = 'attention' | 'mlp';

export interface PartsOptions extends SessionOptions {
  /** If true, the parts of blocks give the products of their sublayers too (exposeSublayers). */
  readonly sublayers?: boolean;
  /** If true, rows may continue from cached keys and values, where the model can do that. */
  readonly caches?: boolean;
}

/** The parts keep their weights in memory where all of them fit, and else read them from their file in every run. @throws AppError MODEL_TOO_LARGE */
export function openParts(opened: OpenedModel, { sublayers = false, caches = false, ...session }: PartsOptions): ModelParts {
  const { structure, mapped } = opened;
  const need = measureMemoryNeed(opened);
  requireMemory(need);
  const loader = createPartLoader(mapped.weights, { ...session, inPlace: !need.fits });
  const split = splitBlocks(structure, { caches, common: true });
  const expose = (segment: Segment, ofSegment: BlockStructure, block: number): Segment =>
    sublayers ? { ...segment, model: exposeSublayers(segment.model, ofSegment, block) } : segment;
  const segments = [split.embedding, ...split.blocks.map((segment, block) => expose(segment, structure, block))];
  const loaded = new Map<string, Promise<Part>>();
  const loadOnce = (key: string, makeSegment: () => Segment): Promise<Part> => {
    const part = loaded.get(key) ?? loader.load(makeSegment());
    loaded.set(key, part);
    return part;
  };
  const get = (part: number): Promise<Part> => loadOnce(`${part}`, () => getAt(segments, part));
  const loadChanged: ModelParts['loadChanged'] = async (changed, numbers) => {
    const { embedding, blocks } = splitBlocks(changed.structure, { caches, common: true });
    const replaced = new Map<number, Part>();
    for (const number of numbers) replaced.set(number, await loader.load(getAt([embedding, ...blocks], number)));
    return replaced;
  };
  return {
    ...loader,
    split,
    // The file of the weights takes the rest.
    roomBytes: need.fits ? null : Math.min(TOGETHER_BYTES, (need.availableBytes - need.leastBytes) / 4),
    get,
    async list(from, end) {
      const found: Part[] = [];
      for (let part = from; part < end; part += 1) found.push(await get(part));
      return found;
    },
    getWithout(block, sublayer) {
      return loadOnce(`${sublayer} ${block}`, () => {
        const without = split.withoutSublayer(block, sublayer);
        return expose(without.segment, without.structure, block);
      });
    },
    loadRepaired: (repaired, removal) =>
      loadChanged(
        repaired,
        listRuns(blocksOf(removal, 'block')).map(([start]) => start),
      ),
    loadChanged,
    loadSums(part, sum) {
      const segment = getAt(segments, part);
      return loader.load({ ...segment, model: exposeSums(segment.model, [sum]) });
    },
  };
}

export function listSegments(structure: BlockStructure): readonly Segment[] {
  const { embedding, blocks } = splitBlocks(structure, { common: true });
  return [embedding, ...blocks];
}

/** A loaded part of a model. */
export interface Part {
  readonly segment: Segment;
  readonly session: ModelSession;
}

/** Loads parts of a model over the same mapped weights. */
export interface PartLoader {
  /** @param keepsMemory for parts whose rows are too large to be allocated in every run */
  load(segment: Segment, keepsMemory?: boolean): Promise<Part>;
  /** Releases some of the loaded parts. */
  unload(parts: readonly Part[]): Promise<void>;
  /** Releases all of them. */
  release(): Promise<void>;
}

function createPartLoader(weights: ModelWeights, options: SessionOptions & { readonly inPlace: boolean }): PartLoader {
  const sessions = new Set<ModelSession>();
  const drop = async (dropped: readonly ModelSession[]): Promise<void> => {
    for (const session of dropped) sessions.delete(session);
    await Promise.all(dropped.map((session) => session.release()));
  };
  return {
    async load(segment, keepsMemory = false) {
      const session = await createSession(segment.model, weights, { ...options, takesTurns: true, keepsMemory });
      sessions.add(session);
      return { segment, session };
    },
    unload: (parts) => drop(parts.map(({ session }) => session)),
    release: () => drop([...sessions]),
  };
}

/** The values that the parts of a model pass on. */
export interface Stream {
  readonly state: Tensor | undefined;
  /** Shared keys and values, masks and rotary tables, by port. */
  readonly carried: ReadonlyMap<string, Tensor>;
}

/** The tensors of a batch, by the name of the input. */
export type Feeds = Readonly<Record<string, Tensor>>;

/** Before the first part. */
export const NOTHING: Stream = { state: undefined, carried: new Map() };

/** Runs one part. @param more outputs that are wanted beside those that later parts read */
export async function runPart({ segment, session }: Part, feeds: Feeds, stream: Stream, more: readonly string[] = []): Promise<Outputs> {
  const wanted = [SEGMENT_PORTS.stateOut, ...segment.carriedOut, ...more];
  return await session.run(pickSegmentFeeds(session.model.graph, feeds, stream), wanted);
}

/** The stream after a part. */
export function nextStream({ segment }: Part, { carried }: Stream, outputs: Outputs): Stream {
  const made = segment.carriedOut.map((port) => [port, tensorOf(outputs, port)] as const);
  return { state: tensorOf(outputs, SEGMENT_PORTS.stateOut), carried: new Map([...carried, ...made]) };
}

/** The feeds for the inputs of a part. @param feeds tokens, mask, positions, caches and labels of the batch */
export function pickSegmentFeeds(graph: Graph, feeds: Feeds, { state, carried }: Stream): Feeds {
  return Object.fromEntries(
    graph.inputs.map(({ name }) => {
      const tensor = name === SEGMENT_PORTS.stateIn ? state : (carried.get(name) ?? feeds[name]);
      if (!tensor) throw new Error(`no value for input ${name}`);
      return [name, tensor];
    }),
  );
}

/** Some windows on their way through the parts of a model. */
export interface WalkedBatch {
  readonly feeds: Feeds;
  /** The number of real tokens in each window; the rest is padding on the right. */
  readonly lengths: readonly number[];
  /** The width to which all windows are padded. */
  readonly width: number;
  /** The output of the last part whose states are kept. */
  readonly stream: Stream;
}

/** A text on its way through the parts of a model. Each part is run once, as long as the states fit into memory. */
export interface Walk {
  /** The largest first. */
  readonly batches: readonly WalkedBatch[];
  /** The parts whose states are not kept: they run again whenever the streams are asked for. */
  readonly path: readonly Part[];
}

/**
 * States that go through each block together. A dozen windows of a large model then take many times as long to compute as its weights to read; what is
 * computed together is lost together when the process ends.
 */
const TOGETHER_BYTES = 2 ** 27;
/** The states of one walk take at most this much memory. */
const MAX_BYTES = 2 ** 30;
/** Size of the widest type that parts pass on. */
const BYTES_PER_NUMBER = 8;

/** Before the first part. @param rows the number of windows per run */
export function startWalk(opened: OpenedModel, windows: readonly Window[], rows: number): Walk {
  const interfaceGraph = describeInterface(opened.structure.model);
  const facts = feedFactsOf(opened);
  const batches = formBatches(
    windows.map(({ ids }) => ({ ids, next: 0 })),
    rows,
  );
  return {
    batches: batches.map(({ tokens, width }) => ({
      feeds: buildFeeds(interfaceGraph, tokens, facts),
      lengths: tokens.lengths,
      width,
      stream: NOTHING,
    })),
    path: [],
  };
}

/**
 * The walk after more parts. The given walk does not change, so that other walks can continue from it.
 * @param maxBytes the limit of what is kept
 */
export async function continueWalk({ batches, path }: Walk, parts: readonly Part[], maxBytes = MAX_BYTES): Promise<Walk> {
  const longer: Walk = { batches, path: [...path, ...parts] };
  if (path.length > 0) return longer;
  const moved: WalkedBatch[] = [];
  for (const batch of batches) {
    const stream = await runThrough(parts, batch.feeds, batch.stream);
    if (sizeOf(stream) * batches.length > maxBytes) return longer;
    moved.push({ ...batch, stream });
  }
  return { batches: moved, path };
}

/** The stream behind all parts so far. */
export function streamOf({ path }: Walk, { feeds, stream }: WalkedBatch): Promise<Stream> {
  return runThrough(path, feeds, stream);
}

/** Runs parts one after the other. */
export async function runThrough(parts: readonly Part[], feeds: Feeds, start: Stream): Promise<Stream> {
  let stream = start;
  for (const part of parts) stream = nextStream(part, stream, await runPart(part, feeds, stream));
  return stream;
}

/** The state of a stream, float32[… × width]. */
export function readState({ state }: Stream): { readonly values: Float32Array; readonly width: number } {
  if (!(state?.data instanceof Float32Array)) throw new Error('parts hand the state on as float32, and no part has run yet');
  return { values: state.data, width: getAt(state.dims, state.dims.length - 1) };
}

/** The number of bytes of a stream. */
function sizeOf({ state, carried }: Stream): number {
  return [state, ...carried.values()].reduce((sum, tensor) => sum + (tensor ? tensor.size * BYTES_PER_NUMBER : 0), 0);
}
