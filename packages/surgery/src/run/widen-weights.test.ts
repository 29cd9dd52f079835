import { describe, expect, it } from '@jest/globals';
import { createCast, createNode, createValueInfo, DATA_TYPE, type Graph, type Tensor } from '@lamina/onnx';
import { widenWeights } from './widen-weights.ts';

const weight = (name: string, dataType: number): Tensor => ({
  name,
  dims: [3, 2],
  dataType,
  data: { kind: 'external', location: 'w', offset: 6, sizeBytes: dataType === DATA_TYPE.float ? 24 : 12 },
  rest: [],
});

const graph: Graph = {
  name: 'g',
  nodes: [
    createNode('Gather', ['table', 'ids'], ['rows']),
    createCast('rows', 'wide rows', DATA_TYPE.float),
    createCast('matrix', 'wide matrix', DATA_TYPE.float),
    createNode('MatMul', ['wide rows', 'wide matrix'], ['a']),
    createCast('ids', 'positions', DATA_TYPE.float),
    createNode('MatMul', ['a', 'own'], ['y']),
  ],
  initializers: [weight('table', DATA_TYPE.bfloat16), weight('matrix', DATA_TYPE.float16), weight('own', DATA_TYPE.float)],
  inputs: [createValueInfo('ids', DATA_TYPE.int64, null)],
  outputs: [createValueInfo('y', DATA_TYPE.float, null)],
  valueInfo: [],
  rest: [],
};

describe('widenWeights', () => {
  it('declares half-precision weights float32, and takes out the casts behind them and behind rows of a table', () => {
    const widened = widenWeights(graph);
    expect(widened.graph.nodes.map(({ opType, inputs }) => [opType, ...inputs])).toEqual([
      ['Gather', 'table', 'ids'],
      ['MatMul', 'rows', 'matrix'],
      ['Cast', 'ids'],
      ['MatMul', 'a', 'own'],
    ]);
    expect(widened.graph.initializers.map(({ dataType, data }) => [dataType, data.kind === 'external' ? data.sizeBytes : null])).toEqual([
      [DATA_TYPE.float, 24],
      [DATA_TYPE.float, 24],
      [DATA_TYPE.float, 24],
    ]);
    expect([...widened.narrow.keys()]).toEqual(['table', 'matrix']);
  });
});
