import { MODEL_LIMITS } from './limits.ts';
import type { Attribute, AttributeValue, Graph, Node, Tensor, ValueInfo } from './model.ts';
import { readTensor } from './read-tensor.ts';
import type { WireReader } from './wire-reader.ts';

/**
 * Reads one GraphProto; `depth` is the nesting depth. Weights of the outermost graph, and of inner graphs unless `resident`, may stay in the file.
 */
export function readGraph(reader: WireReader, depth = 0, resident = false): Graph {
  if (depth > MODEL_LIMITS.maxGraphDepth) reader.fail(`graphs nested more than ${MODEL_LIMITS.maxGraphDepth} deep`);
  let name = '';
  const nodes: Node[] = [];
  const initializers: Tensor[] = [];
  const inputs: ValueInfo[] = [];
  const outputs: ValueInfo[] = [];
  const valueInfo: ValueInfo[] = [];
  const rest: Uint8Array[] = [];
  let start = reader.position;
  reader.fields((field, wire) => {
    if (field === 1) nodes.push(reader.message(() => readNode(reader, depth)));
    else if (field === 2) name = reader.string();
    else if (field === 5) initializers.push(reader.message(() => readTensor(reader, { resident })));
    else if (field === 11) inputs.push(reader.message(() => readValueInfo(reader)));
    else if (field === 12) outputs.push(reader.message(() => readValueInfo(reader)));
    else if (field === 13) valueInfo.push(reader.message(() => readValueInfo(reader)));
    else rest.push(reader.rawField(start, wire));
    if (nodes.length > MODEL_LIMITS.maxNodes) reader.fail(`more than ${MODEL_LIMITS.maxNodes} nodes`);
    start = reader.position;
  });
  return { name, nodes, initializers, inputs, outputs, valueInfo, rest };
}

/** Reads one NodeProto. */
export function readNode(reader: WireReader, depth: number): Node {
  let name = '';
  let opType = '';
  let domain = '';
  let overload = '';
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes: Attribute[] = [];
  const rest: Uint8Array[] = [];
  let start = reader.position;
  reader.fields((field, wire) => {
    if (field === 1) inputs.push(reader.string());
    else if (field === 2) outputs.push(reader.string());
    else if (field === 3) name = reader.string();
    else if (field === 4) opType = reader.string();
    else if (field === 5) attributes.push(readAttribute(reader, depth));
    else if (field === 7) domain = reader.string();
    else if (field === 8) overload = reader.string();
    else rest.push(reader.rawField(start, wire));
    start = reader.position;
  });
  // ONNX allows the standard domain to be written as 'ai.onnx'; a single form keeps comparisons simple.
  return { name, opType, domain: domain === 'ai.onnx' ? '' : domain, overload, inputs, outputs, attributes, rest };
}

/** Reads one AttributeProto. An encoded attribute is in memory anyway, so its tensors are not left in the file. */
export function readAttribute(reader: WireReader, depth: number): Attribute {
  const start = reader.position;
  const resident = reader.length() < MODEL_LIMITS.encodedAttributeBytes;
  reader.position = start;
  const parsed = reader.message(() => readAttributeFields(reader, depth, resident));
  if (!resident && (parsed.value.kind === 'graph' || parsed.value.kind === 'tensor')) return { ...parsed, encoded: null };
  reader.position = start;
  return { ...parsed, encoded: reader.bytes() };
}

function readAttributeFields(reader: WireReader, depth: number, resident: boolean): { name: string; value: AttributeValue } {
  let name = '';
  let value: AttributeValue = { kind: 'other' };
  let type = 0;
  let reference = '';
  const ints: number[] = [];
  const floats: number[] = [];
  const graphs: Graph[] = [];
  reader.fields((field, wire) => {
    if (field === 1) name = reader.string();
    else if (field === 2) value = { kind: 'float', value: reader.float() };
    else if (field === 3) value = { kind: 'int', value: reader.int64() };
    else if (field === 4) value = { kind: 'string', value: reader.string() };
    else if (field === 5) value = { kind: 'tensor', value: reader.message(() => readTensor(reader, { resident })) };
    else if (field === 6) value = { kind: 'graph', value: reader.message(() => readGraph(reader, depth + 1, resident)) };
    else if (field === 7) reader.floats(wire, floats);
    else if (field === 8) reader.int64s(wire, ints);
    else if (field === 11) graphs.push(reader.message(() => readGraph(reader, depth + 1, true)));
    else if (field === 20) type = reader.varint();
    else if (field === 21) reference = reader.string();
    else reader.skip(wire);
  });
  if (reference !== '') value = { kind: 'reference', value: reference, type };
  else if (ints.length > 0) value = { kind: 'ints', value: ints };
  else if (floats.length > 0) value = { kind: 'floats', value: floats };
  else if (graphs.length > 0) value = { kind: 'graphs', value: graphs };
  return { name, value };
}

function readValueInfo(reader: WireReader): ValueInfo {
  let name = '';
  let elementType: number | null = null;
  let dims: (number | string | null)[] | null = null;
  const rest: Uint8Array[] = [];
  let start = reader.position;
  reader.fields((field, wire) => {
    if (field === 1) name = reader.string();
    else {
      if (field === 2) {
        const tensorType = reader.message(() => readTensorType(reader));
        elementType = tensorType.elementType;
        dims = tensorType.dims;
        reader.position = start;
        reader.varint();
      }
      rest.push(reader.rawField(start, wire));
    }
    start = reader.position;
  });
  return { name, elementType, dims, rest };
}

function readTensorType(reader: WireReader): { elementType: number | null; dims: (number | string | null)[] | null } {
  let elementType: number | null = null;
  let dims: (number | string | null)[] | null = null;
  reader.fields((field, wire) => {
    if (field !== 1) return reader.skip(wire);
    reader.message(() =>
      reader.fields((inner, innerWire) => {
        if (inner === 1) elementType = reader.varint();
        else if (inner === 2) dims = reader.message(() => readShape(reader));
        else reader.skip(innerWire);
      }),
    );
  });
  return { elementType, dims };
}

function readShape(reader: WireReader): (number | string | null)[] {
  const dims: (number | string | null)[] = [];
  reader.fields((field, wire) => {
    if (field !== 1) return reader.skip(wire);
    let dim: number | string | null = null;
    reader.message(() =>
      reader.fields((inner, innerWire) => {
        if (inner === 1) dim = reader.int64();
        else if (inner === 2) dim = reader.string();
        else reader.skip(innerWire);
      }),
    );
    dims.push(dim);
  });
  return dims;
}
