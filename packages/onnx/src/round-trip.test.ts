import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import { AttributeProto_AttributeType as AttributeType, type ModelProto, ModelProtoSchema, TensorProto_DataLocation } from 'onnx-buf';
import { createAttribute, createFloatTensor, createInt64Tensor, createNode, createValueInfo } from './build.ts';
import { sourceFromBytes } from './byte-source.ts';
import { DATA_TYPE } from './data-type.ts';
import type { Attribute, Model, Tensor } from './model.ts';
import { readIntegers } from './read-integers.ts';
import { readModel } from './read-model.ts';
import { renameAttribute } from './rename-attribute.ts';
import { elementCount, findDataSizeBytes } from './tensor-values.ts';
import { writeModel } from './write-model.ts';

/** The bytes of a model that was read from `source`. */
function encode(model: Model, source = new Uint8Array(0)): Uint8Array<ArrayBuffer> {
  return Buffer.concat(
    writeModel(model).map((chunk) => (chunk instanceof Uint8Array ? chunk : source.subarray(chunk.offset, chunk.offset + chunk.sizeBytes))),
  );
}

/**
 * What another implementation of the format (onnx-buf: code made from onnx.proto) reads in the bytes, in its own canonical encoding. An
 * operator set of the standard domain may leave the empty domain out or write it: the same thing.
 */
function canonical(bytes: Uint8Array): Uint8Array {
  const message = fromBinary(ModelProtoSchema, Uint8Array.from(bytes));
  for (const opset of message.opsetImport) opset.domain ||= '';
  return toBinary(ModelProtoSchema, message);
}

function expectSameMessage(bytes: Uint8Array<ArrayBuffer>): void {
  const model = readModel(sourceFromBytes(bytes));
  const written = encode(model, bytes);
  expect(Buffer.compare(canonical(written), canonical(bytes))).toBe(0);
  // What was written reads as what was read.
  expect(Buffer.compare(encode(readModel(sourceFromBytes(written)), written), written)).toBe(0);
}

type Fields = Exclude<MessageInitShape<typeof ModelProtoSchema>, ModelProto>;

const NODE = { opType: 'Identity', input: ['x'], output: ['y'] };

function encodeMessage(extra: Fields): Uint8Array<ArrayBuffer> {
  const base: Fields = { irVersion: 8n, opsetImport: [{ domain: '', version: 17n }], graph: { name: 'g', node: [NODE] } };
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { ...base, ...extra }));
}

const FUNCTION = {
  name: 'f',
  domain: 'local',
  overload: 'v2',
  input: ['p'],
  output: ['q'],
  attribute: ['alpha'],
  attributeProto: [{ name: 'beta', type: AttributeType.FLOAT, f: 0.5 }],
  opsetImport: [{ domain: '', version: 17n }],
  node: [
    { opType: 'LeakyRelu', input: ['p'], output: ['q'], attribute: [{ name: 'alpha', refAttrName: 'beta', type: AttributeType.FLOAT }] },
  ],
};

const EVERYTHING: Fields = {
  producerName: 'maker',
  producerVersion: '9.1',
  domain: 'example.org',
  modelVersion: -4n,
  docString: 'a model with a field of every kind – ü',
  metadataProps: [
    { key: 'a', value: '1' },
    { key: 'b', value: '' },
  ],
  opsetImport: [
    { domain: '', version: 17n },
    { domain: 'com.microsoft', version: 1n },
  ],
  functions: [{ ...FUNCTION, docString: 'of the function' }],
  graph: {
    name: 'main',
    docString: 'of the graph',
    quantizationAnnotation: [{ tensorName: 'w', quantParameterTensorNames: [{ key: 'SCALE_TENSOR', value: 's' }] }],
    sparseInitializer: [{ dims: [4n], values: { name: 'sparse', dims: [1n], dataType: DATA_TYPE.float, floatData: [2] } }],
    metadataProps: [{ key: 'graph', value: 'x' }],
    node: [
      {
        name: 'n',
        opType: 'Op',
        domain: 'com.microsoft',
        overload: 'v2',
        docString: 'of the node',
        input: ['x', '', 'w'],
        output: ['y', '', 'z'],
        attribute: [
          { name: 'f', type: AttributeType.FLOAT, f: -1.5 },
          { name: 'i', type: AttributeType.INT, i: -7n },
          { name: 'min', type: AttributeType.INT, i: -(2n ** 63n) },
          { name: 'max', type: AttributeType.INT, i: 2n ** 63n - 1n },
          { name: 's', type: AttributeType.STRING, s: Buffer.from([0xff, 0x00, 0x80]) },
          { name: 'floats', type: AttributeType.FLOATS, floats: [1, -2.25] },
          { name: 'ints', type: AttributeType.INTS, ints: [-1n, 0n, 2n ** 62n] },
          { name: 'strings', type: AttributeType.STRINGS, strings: [Buffer.from('a'), Buffer.from('')] },
          { name: 'empty', type: AttributeType.INTS },
          { name: 't', type: AttributeType.TENSOR, t: { dims: [1n], dataType: DATA_TYPE.int64, int64Data: [-3n] }, docString: 'kept' },
          { name: 'tp', type: AttributeType.TYPE_PROTO, tp: { value: { case: 'tensorType', value: { elemType: 1 } } } },
          { name: 'g', type: AttributeType.GRAPH, g: { name: 'inner', node: [{ opType: 'Identity', input: ['x'], output: ['o'] }] } },
        ],
      },
    ],
    initializer: [
      { name: 'raw', dims: [2n], dataType: DATA_TYPE.int32, rawData: Buffer.from([1, 0, 0, 0, 255, 255, 255, 255]) },
      { name: 'large', dims: [5000n], dataType: DATA_TYPE.float, rawData: new Uint8Array(20_000).fill(7) },
      { name: 'floats', dims: [2n], dataType: DATA_TYPE.float, floatData: [0.5, -3] },
      { name: 'ints', dims: [3n], dataType: DATA_TYPE.int64, int64Data: [-1n, 5n, -(2n ** 63n)] },
      { name: 'small', dims: [2n], dataType: DATA_TYPE.int8, int32Data: [-128, 127] },
      { name: 'doubles', dims: [1n], dataType: DATA_TYPE.double, doubleData: [1e300] },
      { name: 'texts', dims: [2n], dataType: DATA_TYPE.string, stringData: [Buffer.from('one'), Buffer.from([0xfe])] },
      { name: 'scalar', dims: [], dataType: DATA_TYPE.float, rawData: new Uint8Array(4), docString: 'of the tensor' },
      { name: 'none', dims: [0n, 3n], dataType: DATA_TYPE.float },
      {
        name: 'far',
        dims: [4n],
        dataType: DATA_TYPE.float,
        dataLocation: TensorProto_DataLocation.EXTERNAL,
        externalData: [
          { key: 'location', value: 'weights.bin' },
          { key: 'offset', value: '4096' },
          { key: 'length', value: '16' },
        ],
      },
    ],
    input: [
      {
        name: 'x',
        docString: 'of the input',
        type: {
          denotation: 'TENSOR',
          value: {
            case: 'tensorType',
            value: {
              elemType: 1,
              shape: {
                dim: [
                  { value: { case: 'dimParam', value: 'batch' }, denotation: 'DATA_BATCH' },
                  { value: { case: 'dimValue', value: 3n } },
                  { value: { case: undefined } },
                ],
              },
            },
          },
        },
      },
      {
        name: 'list',
        type: { value: { case: 'sequenceType', value: { elemType: { value: { case: 'tensorType', value: { elemType: 7 } } } } } },
      },
    ],
    output: [{ name: 'y' }],
    valueInfo: [{ name: 'z', type: { value: { case: 'tensorType', value: { elemType: 10 } } } }],
  },
};

describe('readModel and writeModel', () => {
  it.each(['tiny-llama', 'tiny-opt-post-norm'])('write what they read of a PyTorch export: %s', (name) => {
    expectSameMessage(readFileSync(join(import.meta.dirname, '../../engine/fixtures', name, 'onnx/model.onnx')));
  });

  it('write what they read where every kind of field is set', () => {
    expectSameMessage(encodeMessage(EVERYTHING));
  });

  it('keep fields that no version of the format has yet', () => {
    // Field 1000, wire types varint, fixed64, bytes and fixed32, after the model's own fields.
    const unknown = [
      Buffer.from([0xc0, 0x3e, 0x96, 0x01]),
      Buffer.from([0xc1, 0x3e, 1, 2, 3, 4, 5, 6, 7, 8]),
      Buffer.from([0xc2, 0x3e, 3, 9, 8, 7]),
      Buffer.from([0xc5, 0x3e, 1, 2, 3, 4]),
    ];
    const bytes = Buffer.concat([encodeMessage({}), ...unknown]);
    expectSameMessage(bytes);
    expect(readModel(sourceFromBytes(bytes)).rest.map((field) => Buffer.from(field))).toEqual(unknown);
  });

  it('read what they need of every part', () => {
    const { graph, opsets, functions, producerName, irVersion } = readModel(sourceFromBytes(encodeMessage(EVERYTHING)));
    expect({ opsets, functions: functions.map(({ name }) => name), producerName, irVersion }).toEqual({
      opsets: [
        { domain: '', version: 17 },
        { domain: 'com.microsoft', version: 1 },
      ],
      functions: ['f'],
      producerName: 'maker',
      irVersion: 8,
    });
    expect(graph.inputs[0]).toMatchObject({ name: 'x', elementType: 1, dims: ['batch', 3, null] });
    expect(graph.inputs[1]).toMatchObject({ name: 'list', elementType: null, dims: null });
    const values = Object.fromEntries(graph.nodes[0]?.attributes.map(({ name, value }) => [name, value]) ?? []);
    expect(values).toMatchObject({
      f: { kind: 'float', value: -1.5 },
      i: { kind: 'int', value: -7 },
      min: { kind: 'int', value: -(2 ** 63) },
      floats: { kind: 'floats', value: [1, -2.25] },
      ints: { kind: 'ints', value: [-1, 0, 2 ** 62] },
      g: { kind: 'graph', value: { name: 'inner' } },
    });
  });

  it('read local functions: ports, defaults, overloads and references to attributes of the call', () => {
    const [local] = readModel(sourceFromBytes(encodeMessage(EVERYTHING))).functions;
    expect(local).toMatchObject({
      name: 'f',
      domain: 'local',
      overload: 'v2',
      inputs: ['p'],
      outputs: ['q'],
      attributes: ['alpha'],
      defaults: [{ name: 'beta', value: { kind: 'float', value: 0.5 } }],
      opsets: [{ domain: '', version: 17 }],
      nodes: [{ opType: 'LeakyRelu', attributes: [{ name: 'alpha', value: { kind: 'reference', value: 'beta', type: 1 } }] }],
    });
  });

  it('write functions that were taken apart as they were read, but for their doc strings', () => {
    const model = readModel(sourceFromBytes(encodeMessage(EVERYTHING)));
    const bare = (attributes: readonly Attribute[]): Attribute[] => attributes.map((attribute) => ({ ...attribute, encoded: null }));
    const functions = model.functions.map((local) => ({
      ...local,
      encoded: null,
      defaults: bare(local.defaults),
      nodes: local.nodes.map((node) => ({ ...node, attributes: bare(node.attributes) })),
    }));
    const expected = encodeMessage({ ...EVERYTHING, functions: [FUNCTION] });
    const bytes = encodeMessage(EVERYTHING);
    expect(Buffer.compare(canonical(encode({ ...model, functions }, bytes)), canonical(expected))).toBe(0);
  });

  it('leave the weights of a branch of a megabyte in the file, and write them back', () => {
    const rawData = new Uint8Array(1 << 20).fill(3);
    const initializer = [{ name: 'w', dims: [1n << 18n], dataType: 1, rawData }];
    const then = { name: 'then', node: [{ opType: 'Neg', output: ['o'] }], initializer };
    const node = [
      { opType: 'If', attribute: [{ name: 'then_branch', type: AttributeType.GRAPH, g: then }] },
      { opType: 'Constant', attribute: [{ name: 'value', type: AttributeType.TENSOR, t: { dims: [1n << 18n], dataType: 1, rawData } }] },
    ];
    const bytes = encodeMessage({ graph: { name: 'g', node } });
    const [branch, value] = readModel(sourceFromBytes(bytes)).graph.nodes.flatMap(({ attributes }) => attributes);
    if (branch?.value.kind !== 'graph' || value?.value.kind !== 'tensor') throw new Error('a graph and a tensor were written');
    expect([branch.value.value.initializers[0]?.data.kind, value.value.value.data.kind]).toEqual(['range', 'range']);
    expectSameMessage(bytes);
  });

  it('give an attribute another name and nothing else', () => {
    const attribute = [{ name: 'texts', type: AttributeType.STRINGS, strings: [Buffer.from([0xff, 0])], docString: 'kept' }];
    const bytes = encodeMessage({ graph: { name: 'g', node: [{ ...NODE, attribute }] } });
    const model = readModel(sourceFromBytes(bytes));
    const nodes = model.graph.nodes.map((node) => ({
      ...node,
      attributes: node.attributes.map((given) => renameAttribute(given, 'words')),
    }));
    const expected = encodeMessage({ graph: { name: 'g', node: [{ ...NODE, attribute: [{ ...attribute[0], name: 'words' }] }] } });
    expect(Buffer.compare(canonical(encode({ ...model, graph: { ...model.graph, nodes } }, bytes)), canonical(expected))).toBe(0);
  });

  it('leave large weights in the file and read the place of external ones', () => {
    const bytes = encodeMessage(EVERYTHING);
    const tensors = new Map(readModel(sourceFromBytes(bytes)).graph.initializers.map((tensor) => [tensor.name, tensor]));
    const large = tensors.get('large')?.data;
    if (large?.kind !== 'range') throw new Error('a weight of 20,000 bytes stays in the file');
    expect(bytes.subarray(large.offset, large.offset + large.sizeBytes)).toEqual(new Uint8Array(20_000).fill(7));
    expect(tensors.get('far')?.data).toEqual({ kind: 'external', location: 'weights.bin', offset: 4096, sizeBytes: 16 });
  });

  it('give the integers of a tensor, however they are stored', () => {
    const tensors = readModel(sourceFromBytes(encodeMessage(EVERYTHING))).graph.initializers;
    const read = (name: string) => tensors.filter((tensor) => tensor.name === name).map(readIntegers)[0];
    expect(read('raw')).toEqual([1, -1]);
    expect(read('ints')).toEqual([-1, 5, -(2 ** 63)]);
    expect(read('floats')).toBeNull();
    expect(read('far')).toBeNull();
    expect(readIntegers(createInt64Tensor('made', [3, -4]))).toEqual([3, -4]);
  });

  it('take an external entry without offset and length as the whole file', () => {
    const externalData = [{ key: 'location', value: 'w' }];
    const tensor = { name: 'far', dims: [1n], dataType: 1, dataLocation: TensorProto_DataLocation.EXTERNAL, externalData };
    const { initializers } = readModel(sourceFromBytes(encodeMessage({ graph: { name: 'g', node: [NODE], initializer: [tensor] } }))).graph;
    expect(initializers[0]?.data).toEqual({ kind: 'external', location: 'w', offset: 0, sizeBytes: null });
  });

  it('keep the large weights of a branch in memory, where a rewritten branch finds them', () => {
    const initializer = [{ name: 'w', dims: [5000n], dataType: 1, rawData: new Uint8Array(20_000).fill(3) }];
    const attribute = [
      { name: 'then_branch', type: AttributeType.GRAPH, g: { name: 'then', node: [{ opType: 'Neg', output: ['o'] }], initializer } },
    ];
    const bytes = encodeMessage({ graph: { name: 'g', node: [{ opType: 'If', attribute }] } });
    const model = readModel(sourceFromBytes(bytes));
    const nodes = model.graph.nodes.map((node) => ({ ...node, attributes: node.attributes.map((value) => ({ ...value, encoded: null })) }));
    const written = encode({ ...model, graph: { ...model.graph, nodes } });
    expect(Buffer.compare(canonical(written), canonical(bytes))).toBe(0);
  });
});

describe('what the builders make', () => {
  const built: Model = {
    irVersion: 8,
    producerName: 'p',
    producerVersion: '',
    opsets: [{ domain: '', version: 17 }],
    functions: [],
    rest: [],
    graph: {
      name: 'g',
      nodes: [
        createNode('Op', ['x', 'w', ''], ['y'], {
          name: 'node',
          domain: 'd',
          attributes: [
            createAttribute('perm', { kind: 'ints', value: [0, 2, -1] }),
            createAttribute('axis', { kind: 'int', value: -1 }),
            createAttribute('epsilon', { kind: 'float', value: 0.5 }),
            createAttribute('mode', { kind: 'string', value: 'linear' }),
            createAttribute('scales', { kind: 'floats', value: [1, 0.25] }),
            createAttribute('value', { kind: 'tensor', value: createInt64Tensor('', [-9, 2 ** 40]) }),
          ],
        }),
      ],
      initializers: [
        createFloatTensor('w', [1, 2, 3, 4], [2, 2]),
        createInt64Tensor('i', [-1, 0, 300]),
        createInt64Tensor('scalar', [5], []),
      ],
      inputs: [createValueInfo('x', DATA_TYPE.int64, ['batch', 4])],
      outputs: [createValueInfo('y', DATA_TYPE.float, null)],
      valueInfo: [],
      rest: [],
    },
  };

  it('is what another reader of the format finds', () => {
    const expected = create(ModelProtoSchema, {
      irVersion: 8n,
      producerName: 'p',
      opsetImport: [{ domain: '', version: 17n }],
      graph: {
        name: 'g',
        node: [
          {
            name: 'node',
            opType: 'Op',
            domain: 'd',
            input: ['x', 'w', ''],
            output: ['y'],
            attribute: [
              { name: 'perm', type: AttributeType.INTS, ints: [0n, 2n, -1n] },
              { name: 'axis', type: AttributeType.INT, i: -1n },
              { name: 'epsilon', type: AttributeType.FLOAT, f: 0.5 },
              { name: 'mode', type: AttributeType.STRING, s: Buffer.from('linear') },
              { name: 'scales', type: AttributeType.FLOATS, floats: [1, 0.25] },
              {
                name: 'value',
                type: AttributeType.TENSOR,
                t: { dims: [2n], dataType: DATA_TYPE.int64, rawData: new Uint8Array(BigInt64Array.of(-9n, 2n ** 40n).buffer) },
              },
            ],
          },
        ],
        initializer: [
          { name: 'w', dims: [2n, 2n], dataType: DATA_TYPE.float, rawData: new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer) },
          { name: 'i', dims: [3n], dataType: DATA_TYPE.int64, rawData: new Uint8Array(BigInt64Array.of(-1n, 0n, 300n).buffer) },
          { name: 'scalar', dims: [], dataType: DATA_TYPE.int64, rawData: new Uint8Array(BigInt64Array.of(5n).buffer) },
        ],
        input: [
          {
            name: 'x',
            type: {
              value: {
                case: 'tensorType',
                value: {
                  elemType: DATA_TYPE.int64,
                  shape: { dim: [{ value: { case: 'dimParam', value: 'batch' } }, { value: { case: 'dimValue', value: 4n } }] },
                },
              },
            },
          },
        ],
        output: [{ name: 'y', type: { value: { case: 'tensorType', value: { elemType: DATA_TYPE.float } } } }],
      },
    });
    expect(Buffer.compare(canonical(encode(built)), toBinary(ModelProtoSchema, expected))).toBe(0);
  });

  it('reads back as it was made', () => {
    const { graph } = readModel(sourceFromBytes(encode(built)));
    expect(graph.initializers).toEqual(built.graph.initializers.map((tensor) => ({ ...tensor, data: expect.anything() })));
    expect(graph.nodes[0]?.attributes.map(({ name, value }) => [name, value])).toMatchObject(
      built.graph.nodes[0]?.attributes.map(({ name, value }) => [name, value.kind === 'tensor' ? { kind: 'tensor' } : value]) ?? [],
    );
    expect(graph.inputs[0]).toMatchObject({ name: 'x', elementType: DATA_TYPE.int64, dims: ['batch', 4] });
  });
});

describe('integer values', () => {
  it('are read packed and unpacked in dims and attributes', () => {
    // TensorProto { dims: 2, 3 } packed and unpacked, inside a whole model.
    const dims = (field: readonly number[]): Uint8Array => {
      const initializer = Buffer.from([0x2a, field.length + 5, ...field, 0x10, 1, 0x42, 1, 0x77]);
      const node = Buffer.from([0x0a, 4, 0x22, 2, 0x4f, 0x70]);
      return Buffer.concat([Buffer.from([0x3a, node.length + initializer.length]), node, initializer, Buffer.from([0x42, 2, 0x10, 17])]);
    };
    for (const form of [
      [0x0a, 2, 2, 3],
      [0x08, 2, 0x08, 3],
    ])
      expect(readModel(sourceFromBytes(dims(form))).graph.initializers[0]?.dims).toEqual([2, 3]);
  });

  it('have the size of their type', () => {
    const of = (dataType: number, dims: readonly number[]): Tensor => ({
      name: 'i',
      dims,
      dataType,
      data: { kind: 'typed', fields: [] },
      rest: [],
    });
    expect(elementCount(of(DATA_TYPE.float, [2, 3]))).toBe(6);
    expect(elementCount(of(DATA_TYPE.float, []))).toBe(1);
    expect([DATA_TYPE.float, DATA_TYPE.float16, DATA_TYPE.int4, DATA_TYPE.string].map((type) => findDataSizeBytes(of(type, [3])))).toEqual([
      12,
      6,
      2,
      null,
    ]);
  });
});
