import { createValueInfo, DATA_TYPE, type Graph, type Model, type ValueInfo } from '@lamina/onnx';
import { type GraphPart, splitByWeight, tileProducts } from '@lamina/surgery';
import type { Tensor } from 'onnxruntime-node';
import { createPlainSession } from '../session/create-plain-session.ts';
import { type Outputs, tensorOf } from '../session/run-batches.ts';
import type { SessionOptions } from '../session/session.ts';

export interface PartsOptions extends SessionOptions {
  readonly weightFolder: string;
  /** The largest number of bytes of weights in memory at a time. */
  readonly mostBytes: number;
}

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
  const graph = tileProducts(model.graph, options.mostBytes);
  const parts = splitByWeight(graph, options.mostBytes);
  const values: Record<string, Tensor> = { ...feeds };
  for (const [place, part] of parts.entries()) {
    Object.assign(values, await runPart({ ...model, graph: describePart(graph, part, values) }, values, options));
    const needed = new Set([...parts.slice(place + 1).flatMap(({ reads }) => reads), ...graph.outputs.map(({ name }) => name)]);
    for (const name of Object.keys(values)) if (!needed.has(name)) delete values[name];
  }
  return values;
}

async function runPart(model: Model, values: Readonly<Record<string, Tensor>>, options: PartsOptions): Promise<Outputs> {
  const session = await createPlainSession(model, options.weightFolder, { ...options, prepack: false, keepsMemory: false });
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
