import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import { AttributeProto_AttributeType as AttributeType, ModelProtoSchema } from 'onnx-buf';
import { createAttribute, createFloatTensor, createInt64Tensor, createNode, createValueInfo } from './build.ts';
import { sourceFromBytes } from './byte-source.ts';
import { DATA_TYPE } from './data-type.ts';
import { canonical, encode } from './made-model.fixture.ts';
import type { Model } from './model.ts';
import { readModel } from './read-model.ts';

describe('what the builders make', () => {
  const built: Model = {
    irVersion: 8,
    producerName: 'p',
    producerVersion: '',
    opsets: [{ domain: '', version: 17 }],
    functions: [],
    metadata: new Map(),
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
