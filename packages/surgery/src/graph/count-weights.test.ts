import { describe, expect, it } from '@jest/globals';
import {
  createAttribute,
  createFloatTensor,
  createInt64Tensor,
  createNode,
  DATA_TYPE,
  type Graph,
  type Node,
  type Tensor,
} from '@lamina/onnx';
import { countWeights } from './count-weights.ts';

function tensor(name: string, dataType: number, dims: readonly number[]): Tensor {
  return { name, dims, dataType, data: { kind: 'external', location: 'w', offset: 0, sizeBytes: null }, rest: [] };
}

function countsOf(node: Node, initializers: readonly Tensor[]): Readonly<Record<string, number>> {
  const graph: Graph = { name: 'g', nodes: [node], initializers, inputs: [], outputs: [], valueInfo: [], rest: [] };
  return Object.fromEntries(countWeights(graph));
}

const int = (name: string, value: number) => createAttribute(name, { kind: 'int', value });
const microsoft = (opType: string, inputs: readonly string[], attributes: readonly [string, number][] = []) =>
  createNode(opType, inputs, ['y'], { domain: 'com.microsoft', attributes: attributes.map(([name, value]) => int(name, value)) });

describe('countWeights', () => {
  const { float, uint8, int8, uint4, float16 } = DATA_TYPE;

  it.each<readonly [string, Node, readonly Tensor[], Readonly<Record<string, number>>]>([
    ['float weights', createNode('MatMul', ['x', 'w'], ['y']), [tensor('w', float16, [4, 6])], { w: 24 }],
    [
      '4-bit blocks by the matrix they stand for',
      microsoft(
        'MatMulNBits',
        ['x', 'w', 's'],
        [
          ['K', 32],
          ['N', 5],
        ],
      ),
      [tensor('w', uint8, [5, 2, 8]), tensor('s', float, [5, 2])],
      { w: 160 },
    ],
    [
      'NF4 blocks',
      microsoft(
        'MatMulBnb4',
        ['x', 'w', 's'],
        [
          ['K', 32],
          ['N', 5],
        ],
      ),
      [tensor('w', uint8, [80]), tensor('s', float, [3])],
      { w: 160 },
    ],
    [
      'a 4-bit embedding packed in bytes',
      microsoft('GatherBlockQuantized', ['w', 'ids', 's']),
      [tensor('w', uint8, [10, 8]), tensor('s', float, [10, 1])],
      { w: 160 },
    ],
    [
      'a 4-bit embedding of 4-bit elements',
      microsoft('GatherBlockQuantized', ['w', 'ids', 's']),
      [tensor('w', uint4, [10, 16]), tensor('s', float, [10, 1])],
      { w: 160 },
    ],
    [
      'an 8-bit embedding',
      microsoft('GatherBlockQuantized', ['w', 'ids', 's'], [['bits', 8]]),
      [tensor('w', uint8, [10, 16]), tensor('s', float, [10, 1])],
      { w: 160 },
    ],
    [
      'quantised experts',
      microsoft('QMoE', ['x', 'r', 'a', 'as', '', 'b', 'bs'], [['expert_weight_bits', 4]]),
      [tensor('a', uint8, [2, 6, 4]), tensor('as', float, [2, 6]), tensor('b', uint8, [2, 4, 6]), tensor('bs', float, [2, 4])],
      { a: 96, b: 96 },
    ],
    [
      'int8 weights without scale and zero point',
      createNode('DequantizeLinear', ['w', 's', 'z'], ['y']),
      [tensor('w', int8, [3, 4]), tensor('s', float, [4]), tensor('z', int8, [4])],
      { w: 12 },
    ],
    [
      'no rotary tables of the standard operator',
      createNode('RotaryEmbedding', ['x', 'cos', 'sin', 'ids'], ['y']),
      [tensor('cos', float, [8, 2]), tensor('sin', float, [8, 2])],
      {},
    ],
    [
      'no rotary tables of the operator before it',
      microsoft('RotaryEmbedding', ['x', 'ids', 'cos', 'sin']),
      [tensor('cos', float, [8, 2]), tensor('sin', float, [8, 2])],
      {},
    ],
    ['no tables of places', createNode('Gather', ['places', 'ids'], ['y']), [createInt64Tensor('places', [1, 2, 3])], {}],
    ['no scalars', createNode('Mul', ['x', 'f'], ['y']), [createFloatTensor('f', [2], []), createFloatTensor('g', [2])], {}],
  ])('counts %s', (_, node, initializers, counts) => {
    expect(countsOf(node, initializers)).toEqual(counts);
  });

  it('counts a table once that lookups read as it is and the head reads in codes', () => {
    const lookup = createNode('Gather', ['table', 'ids'], ['embedded']);
    const head = microsoft(
      'MatMulNBits',
      ['x', 'table.transposed.8bit.codes', 's'],
      [
        ['K', 32],
        ['N', 5],
      ],
    );
    const codes = tensor('table.transposed.8bit.codes', uint8, [5, 1, 32]);
    const count = (initializers: readonly Tensor[]) => {
      const graph: Graph = { name: 'g', nodes: [lookup, head], initializers, inputs: [], outputs: [], valueInfo: [], rest: [] };
      return [...countWeights(graph).values()].reduce((sum, each) => sum + each, 0);
    };
    // 5 tokens of 32 channels, in whichever order the tensors are listed.
    expect(count([tensor('table', float, [5, 32]), codes, tensor('s', float, [5])])).toBe(160);
    expect(count([codes, tensor('s', float, [5]), tensor('table', float, [5, 32])])).toBe(160);
  });
});
