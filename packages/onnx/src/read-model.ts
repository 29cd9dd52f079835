import type { ByteSource } from './byte-source.ts';
import type { Attribute, Graph, LocalFunction, Model, Node, OpsetImport } from './model.ts';
import { readAttribute, readGraph, readNode } from './read-graph.ts';
import { readEntry } from './read-tensor.ts';
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
  const metadata = new Map<string, string>();
  const rest: Uint8Array[] = [];
  let start = 0;
  reader.fields((field, wire) => {
    if (field === 1) irVersion = reader.varint();
    else if (field === 2) producerName = reader.string();
    else if (field === 3) producerVersion = reader.string();
    else if (field === 7) graph = reader.message(() => readGraph(reader));
    else if (field === 8) opsets.push(reader.message(() => readOpset(reader)));
    else if (field === 14) readEntry(reader, metadata);
    else if (field === 25) functions.push(readFunction(reader));
    else rest.push(reader.rawField(start, wire));
    start = reader.position;
  });
  if (graph.nodes.length === 0 || opsets.length === 0) reader.fail('no graph with nodes and an opset; this is not an ONNX model');
  return { irVersion, producerName, producerVersion, opsets, graph, functions, metadata, rest };
}

/** Reads one FunctionProto (onnx.proto, IR version 8; overloads from 10). */
function readFunction(reader: WireReader): LocalFunction {
  const start = reader.position;
  const encoded = reader.bytes();
  reader.position = start;
  return { ...reader.message(() => readFields(reader)), encoded };
}

function readFields(reader: WireReader): Omit<LocalFunction, 'encoded'> {
  let name = '';
  let domain = '';
  let overload = '';
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes: string[] = [];
  const defaults: Attribute[] = [];
  const nodes: Node[] = [];
  const opsets: OpsetImport[] = [];
  reader.fields((field, wire) => {
    if (field === 1) name = reader.string();
    else if (field === 4) inputs.push(reader.string());
    else if (field === 5) outputs.push(reader.string());
    else if (field === 6) attributes.push(reader.string());
    else if (field === 7) nodes.push(reader.message(() => readNode(reader, 0)));
    else if (field === 9) opsets.push(reader.message(() => readOpset(reader)));
    else if (field === 10) domain = reader.string();
    else if (field === 11) defaults.push(readAttribute(reader, 0));
    else if (field === 13) overload = reader.string();
    else reader.skip(wire);
  });
  return { name, domain, overload, inputs, outputs, attributes, defaults, nodes, opsets };
}

/** Reads one OperatorSetIdProto. */
function readOpset(reader: WireReader): OpsetImport {
  let domain = '';
  let version = 0;
  reader.fields((field, wire) => {
    if (field === 1) domain = reader.string();
    else if (field === 2) version = reader.varint();
    else reader.skip(wire);
  });
  return { domain: domain === 'ai.onnx' ? '' : domain, version };
}
