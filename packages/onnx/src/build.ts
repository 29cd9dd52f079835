import { DATA_TYPE } from './data-type.ts';
import type { Attribute, AttributeValue, Graph, Model, Node, Tensor, ValueInfo } from './model.ts';
import { WireWriter } from './wire-writer.ts';

/** A model of standard operators (opset 17) around a graph; without weights unless `initializers` gives them. */
export function createModel(graph: Pick<Graph, 'name' | 'nodes' | 'inputs' | 'outputs'> & Partial<Pick<Graph, 'initializers'>>): Model {
  return {
    irVersion: 8,
    producerName: 'lamina',
    producerVersion: '',
    opsets: [{ domain: '', version: 17 }],
    graph: { initializers: [], valueInfo: [], rest: [], ...graph },
    functions: [],
    metadata: new Map(),
    rest: [],
  };
}

/** A node of the standard domain unless `domain` says otherwise. */
export function createNode(
  opType: string,
  inputs: readonly string[],
  outputs: readonly string[],
  options: { attributes?: readonly Attribute[]; domain?: string | undefined; name?: string; overload?: string } = {},
): Node {
  const { name = `lamina/${outputs[0]}`, domain = '', overload = '', attributes = [] } = options;
  return { name, opType, domain, overload, inputs, outputs, attributes, rest: [] };
}

export function createAttribute(name: string, value: AttributeValue): Attribute {
  return { name, value, encoded: null };
}

/** A Cast to an element type (TensorProto.DataType). */
export function createCast(from: string, to: string, elementType: number): Node {
  return createNode('Cast', [from], [to], { attributes: [createAttribute('to', { kind: 'int', value: elementType })] });
}

/** An int64 initializer; `dims` defaults to a vector, [] makes a scalar. */
export function createInt64Tensor(name: string, values: readonly number[], dims: readonly number[] = [values.length]): Tensor {
  return {
    name,
    dims,
    dataType: DATA_TYPE.int64,
    data: { kind: 'bytes', bytes: new Uint8Array(BigInt64Array.from(values, BigInt).buffer) },
    rest: [],
  };
}

export function createFloatTensor(name: string, values: readonly number[], dims: readonly number[] = [values.length]): Tensor {
  return {
    name,
    dims,
    dataType: DATA_TYPE.float,
    data: { kind: 'bytes', bytes: new Uint8Array(Float32Array.from(values).buffer) },
    rest: [],
  };
}

function encodeExtent(dim: number | string | null): WireWriter {
  const writer = new WireWriter();
  if (typeof dim === 'number') return writer.varintField(1, dim);
  return dim === null ? writer : writer.stringField(2, dim);
}

/** A typed graph input or output; dimensions may be symbolic names, or null if unknown. */
export function createValueInfo(name: string, elementType: number, dims: ValueInfo['dims']): ValueInfo {
  const tensorType = new WireWriter().varintField(1, elementType);
  if (dims) {
    const shape = new WireWriter();
    for (const dim of dims) shape.messageField(1, encodeExtent(dim));
    tensorType.messageField(2, shape);
  }
  const type = new WireWriter().messageField(2, new WireWriter().messageField(1, tensorType));
  const fields = type.finish().filter((chunk): chunk is Uint8Array => chunk instanceof Uint8Array);
  return { name, elementType, dims, rest: fields };
}
