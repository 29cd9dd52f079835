import { AppError, getAt } from '@lamina/errors';
import { feedFactsOf, type OpenedModel } from '@lamina/models';
import { createAttribute, createCast, createInt64Tensor, createNode, createValueInfo, DATA_TYPE, type Model } from '@lamina/onnx';
import type { Removal } from '@lamina/plans';
import { type BlockStructure, type CachePair, findCachePairs, removeDeadNodes, removeUnits } from '@lamina/surgery';
import type { Tensor } from 'onnxruntime-node';
import { buildFeeds, tensorOf } from '../session/batches.ts';
import { createSession, type RuntimeFacts, type SessionOptions } from '../session/session.ts';

/** The state of a model after the tokens that it has read: its cache inputs for the next step. On a GPU they may be in the memory of the device. */
export interface StepMemory {
  /** The number of tokens read so far, equal for all rows. */
  readonly tokens: number;
  readonly caches: Readonly<Record<string, Tensor>>;
}

/** A model that reads some tokens at a time and keeps the others in its caches. */
export interface StepSession {
  readonly runtime: RuntimeFacts;
  /**
   * Reads `ids[rows][n]` after what `memory` holds, and gives the most likely next token of each row. A memory can be read once: its caches are given up.
   * @throws AppError RUNTIME_FAILED
   */
  read(ids: readonly (readonly number[])[], memory: StepMemory | null): Promise<{ next: readonly number[]; memory: StepMemory }>;
  /** Gives up the session and the last memory. */
  release(): Promise<void>;
}

const NEXT_TOKEN = 'lamina.next_token';

/** Creates a session of the model without some of its units that runs step by step with its cache ports; null where it has no usable ones. */
export async function createStepSession(opened: OpenedModel, removal: Removal, options: SessionOptions): Promise<StepSession | null> {
  const model = tryRemove(opened.structure, removal);
  const pairs = model && findCachePairs(model.graph);
  return pairs ? await openSteps(opened, { model, pairs }, options) : null;
}

/** A model, and the caches by which it runs step by step. */
interface SteppedModel {
  readonly model: Model;
  /** Without any caches, it can only take a first step. */
  readonly pairs: readonly CachePair[];
}

/** Creates a session of a form of an opened model. @throws AppError RUNTIME_FAILED */
export async function openSteps(opened: OpenedModel, { model, pairs }: SteppedModel, options: SessionOptions): Promise<StepSession> {
  const { structure, mapped } = opened;
  const session = await createSession(exposeNextToken(model, structure.logits, pairs), mapped.weights, {
    ...options,
    staysOnDevice: pairs.map(handedOn),
    readsFewTokens: true,
  });
  const facts = feedFactsOf(opened);
  const { graph } = session.model;
  const cacheInputs = new Set(pairs.map(({ past }) => past));
  const withoutCaches = { ...graph, inputs: graph.inputs.filter(({ name }) => !cacheInputs.has(name)) };
  let last: StepMemory | null = null;
  return {
    runtime: session.runtime,
    async read(ids, memory) {
      const past = memory === null ? 0 : memory.tokens;
      const batch = { ids, labels: [], lengths: ids.map(({ length }) => length), past };
      const feeds = memory ? { ...buildFeeds(withoutCaches, batch, facts), ...memory.caches } : buildFeeds(graph, batch, facts);
      const outputs = await session.run(feeds);
      giveUp(last);
      last = {
        tokens: past + getAt(ids, 0).length,
        caches: Object.fromEntries(pairs.map((pair) => [pair.past, tensorOf(outputs, handedOn(pair))])),
      };
      return { next: Array.from(tensorOf(outputs, NEXT_TOKEN).data as BigInt64Array, Number), memory: last };
    },
    async release() {
      giveUp(last);
      await session.release();
    },
  };
}

/** Null where the graph asks the removed blocks something that the caches of the kept blocks cannot tell. */
function tryRemove(structure: BlockStructure, removal: Removal): Model | null {
  try {
    return removeUnits(structure, removal).model;
  } catch (error) {
    if (error instanceof AppError && error.code === 'MODEL_UNSUPPORTED') return null;
    throw error;
  }
}

/** The memory of the device is not collected with JavaScript's. */
function giveUp(memory: StepMemory | null): void {
  for (const cache of Object.values(memory?.caches ?? {})) if (cache.location === 'gpu-buffer') cache.dispose();
}

function handedOn({ present }: CachePair): string {
  return `lamina.handed_on/${present}`;
}

const FLOATS: ReadonlySet<number> = new Set([DATA_TYPE.float, DATA_TYPE.float16, DATA_TYPE.bfloat16]);

/**
 * Gives out the most likely token after the last one, so that no row of the width of the vocabulary reaches JavaScript, and the caches. Caches are given
 * out as sessions take them in: floats as float32 (widenInputs).
 */
function exposeNextToken(model: Model, logits: string, pairs: readonly CachePair[]): Model {
  const int = (name: string, value: number) => createAttribute(name, { kind: 'int', value });
  const typeOf = new Map(model.graph.inputs.map(({ name, elementType }) => [name, elementType ?? DATA_TYPE.float]));
  const types = pairs.map(({ past }) => {
    const type = typeOf.get(past) ?? DATA_TYPE.float;
    return FLOATS.has(type) ? DATA_TYPE.float : type;
  });
  const nodes = [
    createNode('Gather', [logits, 'lamina.last_position'], ['lamina.last_logits'], { attributes: [int('axis', 1)] }),
    createCast('lamina.last_logits', 'lamina.wide_logits', DATA_TYPE.float),
    createNode('ArgMax', ['lamina.wide_logits'], ['lamina.next_tokens'], { attributes: [int('axis', -1), int('keepdims', 0)] }),
    createNode('Squeeze', ['lamina.next_tokens', 'lamina.position_axis'], [NEXT_TOKEN]),
    ...pairs.map((pair, index) => createCast(pair.present, handedOn(pair), types[index] ?? DATA_TYPE.float)),
  ];
  const graph = {
    ...model.graph,
    nodes: [...model.graph.nodes, ...nodes],
    initializers: [
      ...model.graph.initializers,
      createInt64Tensor('lamina.last_position', [-1]),
      createInt64Tensor('lamina.position_axis', [1]),
    ],
    outputs: [
      createValueInfo(NEXT_TOKEN, DATA_TYPE.int64, null),
      ...pairs.map((pair, index) => createValueInfo(handedOn(pair), types[index] ?? DATA_TYPE.float, null)),
    ],
  };
  return { ...model, graph: removeDeadNodes(graph) };
}
