import { describe, expect, it } from '@jest/globals';
import { createAttribute, createCast, createNode, createValueInfo, DATA_TYPE, type Graph, type Tensor } from '@lamina/onnx';
import { splitByWeight } from './split-by-weight.ts';
import { tileProducts } from './tile-products.ts';

const weight = (name: string, dims: readonly number[], dataType: number = DATA_TYPE.float): Tensor => {
  const sizeBytes = dims.reduce((product, extent) => product * extent, dataType === DATA_TYPE.float ? 4 : 2);
  return { name, dims, dataType, data: { kind: 'external', location: 'w', offset: 1000, sizeBytes }, rest: [] };
};

const graphOf = (nodes: Graph['nodes'], initializers: readonly Tensor[]): Graph => ({
  name: 'g',
  nodes,
  initializers,
  inputs: [createValueInfo('x', DATA_TYPE.float, null)],
  outputs: [createValueInfo('y', DATA_TYPE.float, null)],
  valueInfo: [],
  rest: [],
});

describe('splitByWeight', () => {
  const graph = graphOf(
    [
      createNode('MatMul', ['x', 'w1'], ['a']),
      createNode('Relu', ['a'], ['b']),
      createNode('MatMul', ['b', 'w2'], ['c']),
      createNode('Add', ['c', 'a'], ['d']),
      createNode('MatMul', ['d', 'w1'], ['y']),
    ],
    [weight('w1', [10, 10]), weight('w2', [10, 10])],
  );

  it('cuts where the next weight would be too many, and hands on what later parts read', () => {
    const parts = splitByWeight(graph, 400);
    expect(parts.map(({ nodes }) => nodes.map(({ opType }) => opType))).toEqual([['MatMul', 'Relu'], ['MatMul', 'Add'], ['MatMul']]);
    expect(parts.map(({ initializers }) => initializers.map(({ name }) => name))).toEqual([['w1'], ['w2'], ['w1']]);
    expect(parts.map(({ reads, gives }) => [reads, gives])).toEqual([
      [['x'], ['a', 'b']],
      [['b', 'a'], ['d']],
      [['d'], ['y']],
    ]);
  });

  it('leaves a graph whose weights fit in one part', () => {
    const [only, ...others] = splitByWeight(graph, 800);
    expect(others).toEqual([]);
    expect(only?.nodes).toEqual(graph.nodes);
  });

  it('counts what a half-precision weight takes once it is cast', () => {
    const half = graphOf(
      [createCast('h1', 'w1', DATA_TYPE.float), createNode('MatMul', ['x', 'w1'], ['a']), createNode('MatMul', ['a', 'h2'], ['y'])],
      [weight('h1', [10, 10], DATA_TYPE.bfloat16), weight('h2', [1, 1])],
    );
    expect(splitByWeight(half, 603).length).toBe(2);
    expect(splitByWeight(half, 604).length).toBe(1);
  });
});

describe('tileProducts', () => {
  const attributes = [createAttribute('transB', { kind: 'int', value: 1 })];
  const product = createNode('FusedMatMul', ['x', 'wide'], ['y'], { attributes, domain: 'com.microsoft' });
  const graph = graphOf([createCast('w', 'wide', DATA_TYPE.float), product], [weight('w', [10, 8], DATA_TYPE.bfloat16)]);

  it('reads the rows of a large weight in turns, each cast by itself, and joins the products', () => {
    // Rows of 8 bfloat16 take 16 bytes, and 32 more as float32: four of them fit.
    const { nodes, initializers } = tileProducts(graph, 4 * 48);
    const tiles = initializers.filter(({ name }) => name !== 'w');
    expect(tiles.map(({ dims, data }) => [dims, data.kind === 'external' ? [data.offset, data.sizeBytes] : null])).toEqual([
      [
        [4, 8],
        [1000, 64],
      ],
      [
        [4, 8],
        [1064, 64],
      ],
      [
        [2, 8],
        [1128, 32],
      ],
    ]);
    expect(nodes.map(({ opType }) => opType)).toEqual(['Cast', 'FusedMatMul', 'Cast', 'FusedMatMul', 'Cast', 'FusedMatMul', 'Concat']);
    expect(nodes.at(-1)).toMatchObject({ inputs: nodes.filter(({ opType }) => opType === 'FusedMatMul').map(({ outputs }) => outputs[0]) });
    expect(nodes.at(-1)?.outputs).toEqual(['y']);
  });

  it('leaves weights that fit, and products of other kinds, as they are', () => {
    expect(tileProducts(graph, 480)).toBe(graph);
    const plain = { ...graph, nodes: [graph.nodes[0] ?? product, createNode('MatMul', ['x', 'wide'], ['y'])] };
    expect(tileProducts(plain, 48)).toBe(plain);
  });
});
