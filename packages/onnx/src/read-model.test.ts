import { describe, expect, it } from '@jest/globals';
import { TensorProto_DataLocation } from 'onnx-buf';
import { createInt64Tensor } from './build.ts';
import { sourceFromBytes } from './byte-source.ts';
import { DATA_TYPE } from './data-type.ts';
import { EVERYTHING, encodeMessage, NODE } from './made-model.fixture.ts';
import type { Tensor } from './model.ts';
import { readIntegers } from './read-integers.ts';
import { readModel } from './read-model.ts';
import { elementCount, findDataSizeBytes } from './tensor-values.ts';

describe('readModel', () => {
  it('reads what is needed of every part', () => {
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

  it('reads local functions: ports, defaults, overloads and references to attributes of the call', () => {
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

  it('leaves large weights in the file and reads the place of external ones', () => {
    const bytes = encodeMessage(EVERYTHING);
    const tensors = new Map(readModel(sourceFromBytes(bytes)).graph.initializers.map((tensor) => [tensor.name, tensor]));
    const large = tensors.get('large')?.data;
    if (large?.kind !== 'range') throw new Error('a weight of 20,000 bytes stays in the file');
    expect(bytes.subarray(large.offset, large.offset + large.sizeBytes)).toEqual(new Uint8Array(20_000).fill(7));
    expect(tensors.get('far')?.data).toEqual({ kind: 'external', location: 'weights.bin', offset: 4096, sizeBytes: 16 });
  });

  it('gives the integers of a tensor, however they are stored', () => {
    const tensors = readModel(sourceFromBytes(encodeMessage(EVERYTHING))).graph.initializers;
    const read = (name: string) => tensors.filter((tensor) => tensor.name === name).map(readIntegers)[0];
    expect(read('raw')).toEqual([1, -1]);
    expect(read('ints')).toEqual([-1, 5, -(2 ** 63)]);
    expect(read('floats')).toBeNull();
    expect(read('far')).toBeNull();
    expect(readIntegers(createInt64Tensor('made', [3, -4]))).toEqual([3, -4]);
  });

  it('takes an external entry without offset and length as the whole file', () => {
    const externalData = [{ key: 'location', value: 'w' }];
    const tensor = { name: 'far', dims: [1n], dataType: 1, dataLocation: TensorProto_DataLocation.EXTERNAL, externalData };
    const { initializers } = readModel(sourceFromBytes(encodeMessage({ graph: { name: 'g', node: [NODE], initializer: [tensor] } }))).graph;
    expect(initializers[0]?.data).toEqual({ kind: 'external', location: 'w', offset: 0, sizeBytes: null });
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
