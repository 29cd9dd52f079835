import type { ByteSource } from './byte-source.ts';
import type { Graph, LocalFunction, Model, OpsetImport } from './model.ts';
import { readFunction } from './read-function.ts';
import { readGraph } from './read-graph.ts';
import { readOpset } from './read-opset.ts';
import { WireReader } from './wire-reader.ts';

const EMPTY_GRAPH: Graph = { name: '', nodes: [], initializers: [], inputs: [], outputs: [], valueInfo: [], rest: [] };

/**
 * Reads a ModelProto (onnx.proto, IR versions 3 to 13). Weights of at least MODEL_LIMITS.residentDataBytes stay in the source as ranges. Refuses with
 * MODEL_MALFORMED if the bytes are not a ModelProto with a graph, are truncated, or exceed a limit.
 */
export function readModel(source: ByteSource): Model {
  const reader = new WireReader(source);
  let irVersion = 0;
  let producerName = '';
  let producerVersion = '';
  let graph: Graph = EMPTY_GRAPH;
  const functions: LocalFunction[] = [];
  const opsets: OpsetImport[] = [];
  const rest: Uint8Array[] = [];
  let start = 0;
  reader.fields((field, wire) => {
    if (field === 1) irVersion = reader.varint();
    else if (field === 2) producerName = reader.string();
    else if (field === 3) producerVersion = reader.string();
    else if (field === 7) graph = reader.message(() => readGraph(reader));
    else if (field === 8) opsets.push(reader.message(() => readOpset(reader)));
    else if (field === 25) functions.push(readFunction(reader));
    else rest.push(reader.rawField(start, wire));
    start = reader.position;
  });
  if (graph.nodes.length === 0 || opsets.length === 0) reader.fail('no graph with nodes and an opset; this is not an ONNX model');
  return { irVersion, producerName, producerVersion, opsets, graph, functions, rest };
}
