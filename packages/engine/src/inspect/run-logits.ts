import { feedFactsOf, findFixedShape, findVocabularySize, type ModelWeights, type OpenedModel } from '@lamina/models';
import { createCast, createValueInfo, DATA_TYPE, type Graph, type Model, type ValueInfo } from '@lamina/onnx';
import { type GraphPart, parseGatePort, removeDeadNodes, splitByWeight, tileProducts } from '@lamina/surgery';
import { Tensor } from 'onnxruntime-node';
import { buildFeeds, floatsOf, formBatches, type Outputs, tensorOf } from '../session/batches.ts';
import { createPlainSession, type SessionOptions } from '../session/session.ts';

const LOGITS = 'lamina.compared_logits';

interface LogitsOptions extends SessionOptions {
  /** The length of the fixed input: token ids (1 + 7919 i) mod vocabulary (listFixedIds). */
  readonly tokens: number;
  /** Another input of that length. */
  readonly fixedIds?: readonly number[] | undefined;
  /** The largest number of bytes of weights in memory at a time; default: all. */
  readonly maxBytes?: number;
  /** The block whose gate is closed, in a graph with gates. */
  readonly passed?: number;
}

/**
 * The logits of a graph over the weights of a model on a fixed input, float32[tokens, vocabulary] for each row that an export fixes. The graph runs as it is
 * written.
 *
 * @throws AppError RUNTIME_FAILED or MODEL_UNSUPPORTED where it does not run on that input
 */
export async function runLogits(
  opened: OpenedModel,
  model: Model,
  { tokens, fixedIds, passed, maxBytes = Number.POSITIVE_INFINITY, ...options }: LogitsOptions,
): Promise<Float32Array> {
  const { structure, mapped } = opened;
  const cast = createCast(structure.logits, LOGITS, DATA_TYPE.float);
  const outputs = [createValueInfo(LOGITS, DATA_TYPE.float, null)];
  const graph = removeDeadNodes({ ...model.graph, nodes: [...model.graph.nodes, cast], outputs });
  const row = { ids: fixedIds ?? listFixedIds(tokens, findVocabularySize(opened) ?? 2), next: 0 };
  const rows = new Array<typeof row>(findFixedShape(structure.model.graph).rows ?? 1).fill(row);
  const [batch] = formBatches(rows, rows.length);
  if (!batch) throw new Error('no tokens to compare logits of');
  const isOwn = (name: string): boolean => structure.model.graph.inputs.some((input) => input.name === name);
  const switches = graph.inputs.filter(({ name, elementType }) => !isOwn(name) && elementType === DATA_TYPE.bool);
  const inputs = graph.inputs.filter((input) => !switches.includes(input));
  const feeds = {
    ...buildFeeds({ ...graph, inputs }, batch.tokens, feedFactsOf(opened)),
    ...Object.fromEntries(switches.map((input) => [input.name, switchTensor(input, passed)])),
  };
  return floatsOf(await runInParts({ ...model, graph }, feeds, { ...options, weights: mapped.weights, maxBytes }), LOGITS);
}

/** The fixed input: ids that are spread over a vocabulary of some size. */
export function listFixedIds(tokens: number, vocabulary: number): readonly number[] {
  return Array.from({ length: tokens }, (_, position) => (1 + position * 7919) % vocabulary);
}

/** All gates are open except that of the block to pass by. A merged export is asked for its first step. */
function switchTensor({ name, dims }: ValueInfo, passed: number | undefined): Tensor {
  const gate = parseGatePort(name);
  const value = gate && gate.block !== passed ? 1 : 0;
  // An unknown rank is taken as a scalar.
  const extents = (dims ?? []).map(() => 1);
  return new Tensor('bool', Uint8Array.of(value), extents);
}

/** The largest difference between the logits of two runs; NaN where a logit is NaN, infinite where the counts differ. */
export function largestGap(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return a.reduce((largest, value, index) => {
    const gap = Math.abs(value - (b[index] ?? Number.NaN));
    // A NaN stays NaN to the end.
    return Number.isNaN(largest) || gap <= largest ? largest : gap;
  }, 0);
}

/** The standard deviation of logits. */
export function deviationOf(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

type PartsOptions = SessionOptions & { readonly weights: ModelWeights; readonly maxBytes: number };

const ELEMENT_TYPES: Readonly<Record<string, number>> = {
  float32: DATA_TYPE.float,
  float16: DATA_TYPE.float16,
  float64: DATA_TYPE.double,
  int64: DATA_TYPE.int64,
  int32: DATA_TYPE.int32,
  int8: DATA_TYPE.int8,
  uint8: DATA_TYPE.uint8,
  bool: DATA_TYPE.bool,
};

/**
 * Runs a model once, part by part. A session for some of its nodes is created, run and released before the next one, so that memory holds the weights of
 * one part. This is slower than one session, and possible for models larger than memory.
 *
 * @returns the outputs of the graph
 * @throws AppError RUNTIME_FAILED
 */
export async function runInParts(model: Model, feeds: Readonly<Record<string, Tensor>>, options: PartsOptions): Promise<Outputs> {
  const graph = tileProducts(model.graph, options.maxBytes);
  const parts = splitByWeight(graph, options.maxBytes);
  const values: Record<string, Tensor> = { ...feeds };
  for (const [place, part] of parts.entries()) {
    Object.assign(values, await runPart({ ...model, graph: describePart(graph, part, values) }, values, options));
    const needed = new Set([...parts.slice(place + 1).flatMap(({ reads }) => reads), ...graph.outputs.map(({ name }) => name)]);
    for (const name of Object.keys(values)) if (!needed.has(name)) delete values[name];
  }
  return values;
}

async function runPart(model: Model, values: Readonly<Record<string, Tensor>>, options: PartsOptions): Promise<Outputs> {
  const session = await createPlainSession(model, options.weights, { ...options, inPlace: true, keepsMemory: false });
  try {
    const inputs = model.graph.inputs.map(({ name }) => [name, tensorOf(values, name)]);
    return await session.run(Object.fromEntries(inputs));
  } finally {
    await session.release();
  }
}

/** A part as a graph. Its inputs have the types and extents of the values at hand. ONNX Runtime finds those of its outputs. */
function describePart(graph: Graph, { nodes, initializers, reads, gives }: GraphPart, values: Readonly<Record<string, Tensor>>): Graph {
  const inputs = reads.map((name) => graph.inputs.find((input) => input.name === name) ?? describeValue(name, tensorOf(values, name)));
  const outputs = gives.map((name): ValueInfo => ({ name, elementType: null, dims: null, rest: [] }));
  return { ...graph, nodes, initializers, inputs, outputs, valueInfo: [] };
}

function describeValue(name: string, { type, dims }: Tensor): ValueInfo {
  const elementType = ELEMENT_TYPES[type];
  if (elementType === undefined) throw new Error(`${name} has type ${type}, which cannot pass between parts`);
  return createValueInfo(name, elementType, [...dims]);
}
