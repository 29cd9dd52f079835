import type { Attribute, Graph, LocalFunction, Model, Node, Tensor, ValueInfo } from './model.ts';
import { type Chunk, WireWriter } from './wire-writer.ts';

/** AttributeProto.AttributeType, for the kinds that Lamina creates. */
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, tensor: 4, graph: 5, floats: 6, ints: 7, graphs: 10 } as const;

/**
 * Encodes a model; the result is a list of bytes and, for weights that stay in the source file, ranges of it. The cost depends on the graph, not on
 * the weights.
 */
export function writeModel(model: Model): readonly Chunk[] {
  const writer = new WireWriter();
  if (model.irVersion > 0) writer.varintField(1, model.irVersion);
  if (model.producerName !== '') writer.stringField(2, model.producerName);
  if (model.producerVersion !== '') writer.stringField(3, model.producerVersion);
  writer.messageField(7, encodeGraph(model.graph));
  for (const { domain, version } of model.opsets) writer.messageField(8, new WireWriter().stringField(1, domain).varintField(2, version));
  for (const [key, value] of model.metadata) writer.messageField(14, encodeEntry(key, value));
  for (const local of model.functions) {
    if (local.encoded) writer.bytesField(25, local.encoded);
    else writer.messageField(25, encodeFunction(local));
  }
  for (const field of model.rest) writer.raw(field);
  return writer.finish();
}

/** The encoded model in one piece. @throws Error for weights that are still ranges of their source file */
export function encodeModel(model: Model): Uint8Array {
  const parts = writeModel(model).map((chunk) => {
    if (chunk instanceof Uint8Array) return chunk;
    throw new Error('a weight is still a range of its source file; name it by its file before the model is encoded');
  });
  const encoded = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let end = 0;
  for (const part of parts) {
    encoded.set(part, end);
    end += part.byteLength;
  }
  return encoded;
}

function encodeFunction(local: LocalFunction): WireWriter {
  const writer = new WireWriter().stringField(1, local.name);
  for (const input of local.inputs) writer.stringField(4, input);
  for (const output of local.outputs) writer.stringField(5, output);
  for (const attribute of local.attributes) writer.stringField(6, attribute);
  for (const node of local.nodes) writer.messageField(7, encodeNode(node));
  for (const { domain, version } of local.opsets) writer.messageField(9, new WireWriter().stringField(1, domain).varintField(2, version));
  writer.stringField(10, local.domain);
  for (const attribute of local.defaults) writeAttribute(writer, 11, attribute);
  if (local.overload !== '') writer.stringField(13, local.overload);
  return writer;
}

function encodeGraph(graph: Graph): WireWriter {
  const writer = new WireWriter();
  for (const node of graph.nodes) writer.messageField(1, encodeNode(node));
  writer.stringField(2, graph.name);
  for (const tensor of graph.initializers) writer.messageField(5, encodeTensor(tensor));
  for (const info of graph.inputs) writer.messageField(11, encodeValueInfo(info));
  for (const info of graph.outputs) writer.messageField(12, encodeValueInfo(info));
  for (const info of graph.valueInfo) writer.messageField(13, encodeValueInfo(info));
  for (const field of graph.rest) writer.raw(field);
  return writer;
}

function encodeNode(node: Node): WireWriter {
  const writer = new WireWriter();
  for (const input of node.inputs) writer.stringField(1, input);
  for (const output of node.outputs) writer.stringField(2, output);
  if (node.name !== '') writer.stringField(3, node.name);
  writer.stringField(4, node.opType);
  for (const attribute of node.attributes) writeAttribute(writer, 5, attribute);
  if (node.domain !== '') writer.stringField(7, node.domain);
  if (node.overload !== '') writer.stringField(8, node.overload);
  for (const field of node.rest) writer.raw(field);
  return writer;
}

function writeAttribute(writer: WireWriter, field: number, attribute: Attribute): void {
  if (attribute.encoded) writer.bytesField(field, attribute.encoded);
  else writer.messageField(field, encodeAttribute(attribute));
}

function encodeAttribute({ name, value }: Attribute): WireWriter {
  const writer = new WireWriter().stringField(1, name);
  if (value.kind === 'other') throw new Error(`attribute ${name} has no encoding`);
  if (value.kind === 'float') writer.floatField(2, value.value);
  else if (value.kind === 'int') writer.varintField(3, value.value);
  else if (value.kind === 'string') writer.stringField(4, value.value);
  else if (value.kind === 'tensor') writer.messageField(5, encodeTensor(value.value));
  else if (value.kind === 'graph') writer.messageField(6, encodeGraph(value.value));
  else if (value.kind === 'floats') for (const number of value.value) writer.floatField(7, number);
  else if (value.kind === 'ints') for (const number of value.value) writer.varintField(8, number);
  else if (value.kind === 'reference') return writer.stringField(21, value.value).varintField(20, value.type);
  else for (const graph of value.value) writer.messageField(11, encodeGraph(graph));
  return writer.varintField(20, ATTRIBUTE_TYPE[value.kind]);
}

function encodeTensor(tensor: Tensor): WireWriter {
  const writer = new WireWriter();
  for (const dim of tensor.dims) writer.varintField(1, dim);
  writer.varintField(2, tensor.dataType);
  if (tensor.name !== '') writer.stringField(8, tensor.name);
  const { data } = tensor;
  if (data.kind === 'bytes') writer.bytesField(9, data.bytes);
  else if (data.kind === 'range') writer.rangeField(9, data.offset, data.sizeBytes);
  else if (data.kind === 'typed') for (const field of data.fields) writer.raw(field);
  else {
    const entry = (key: string, text: string) => writer.messageField(13, encodeEntry(key, text));
    entry('location', data.location);
    entry('offset', String(data.offset));
    if (data.sizeBytes !== null) entry('length', String(data.sizeBytes));
    writer.varintField(14, 1);
  }
  for (const field of tensor.rest) writer.raw(field);
  return writer;
}

/** A StringStringEntryProto. */
function encodeEntry(key: string, value: string): WireWriter {
  return new WireWriter().stringField(1, key).stringField(2, value);
}

function encodeValueInfo(info: ValueInfo): WireWriter {
  const writer = new WireWriter().stringField(1, info.name);
  for (const field of info.rest) writer.raw(field);
  return writer;
}
