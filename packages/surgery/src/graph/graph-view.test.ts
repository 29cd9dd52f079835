import { describe, expect, it } from '@jest/globals';
import { createAttribute, createFloatTensor, createNode, type Graph } from '@lamina/onnx';
import { GraphView } from './graph-view.ts';

/**
 *     x ─► A ─► a ─► B ─► b ─► D ─► y
 *               └──► C ─► c ───┘
 *     W ─► B             Shape reads a: s
 */
const A = createNode('Relu', ['x'], ['a']);
const B = createNode('MatMul', ['a', 'W'], ['b']);
const C = createNode('Neg', ['a'], ['c']);
const S = createNode('Shape', ['a'], ['s']);
const D = createNode('Add', ['b', 'c'], ['y']);
const VIEW = new GraphView(graphOf([A, B, C, S, D]));

function graphOf(nodes: Graph['nodes']): Graph {
  return { name: 'test', nodes, initializers: [createFloatTensor('W', [1], [1, 1])], inputs: [], outputs: [], valueInfo: [], rest: [] };
}

function names(tensors: ReadonlySet<string>): string[] {
  return [...tensors].sort();
}

describe('GraphView', () => {
  it('knows the maker of a tensor, and none for inputs, weights and absent names', () => {
    expect(VIEW.maker('b')).toBe(B);
    expect(['x', 'W', ''].map((name) => VIEW.maker(name))).toEqual([undefined, undefined, undefined]);
  });

  it('lists the readers of a tensor in the order of the graph', () => {
    expect(VIEW.readers('a')).toEqual([B, C, S]);
    expect(VIEW.readers('y')).toEqual([]);
  });

  it('counts a node that reads a tensor twice as one reader', () => {
    const square = createNode('Mul', ['x', 'x'], ['y']);
    expect(new GraphView(graphOf([square])).readers('x')).toEqual([square]);
  });

  it('counts what the subgraphs of a node take from outside among its reads, and what they make inside not', () => {
    const inner = { ...graphOf([createNode('Neg', ['outer'], ['inner'])]), outputs: [] };
    const branch = createAttribute('then_branch', { kind: 'graph', value: inner });
    const choice = createNode('If', ['condition'], ['z'], { attributes: [branch] });
    expect(new GraphView(graphOf([choice])).reads(choice)).toEqual(['condition', 'outer']);
  });

  it('walks upstream through everything a tensor is computed from', () => {
    const { nodes, tensors } = VIEW.upstream(['b']);
    expect(nodes).toEqual(new Set([A, B]));
    expect(names(tensors)).toEqual(['W', 'a', 'b', 'x']);
  });

  it('walks downstream through everything that is computed from a tensor', () => {
    const { nodes, tensors } = VIEW.downstream(['b']);
    expect(nodes).toEqual(new Set([D]));
    expect(names(tensors)).toEqual(['b', 'y']);
  });

  it('ends a walk before nodes that it may not go through, and still meets the tensors that lead to them', () => {
    const up = VIEW.upstream(['y'], (maker) => maker !== A);
    expect(up.nodes).toEqual(new Set([B, C, D]));
    expect(names(up.tensors)).toEqual(['W', 'a', 'b', 'c', 'y']);
    expect(VIEW.downstream(['x'], (reader) => reader !== D && reader.opType !== 'Shape').nodes).toEqual(new Set([A, B, C]));
  });

  it('goes through a node by one tensor where it may not by another', () => {
    expect(VIEW.downstream(['b', 'c'], (_, tensor) => tensor === 'c').nodes).toEqual(new Set([D]));
  });

  it('leaves out reads that it is told to ignore', () => {
    const view = VIEW.without(new Map([['a', new Set([C])]]));
    expect(view.readers('a')).toEqual([B, S]);
    expect(view.upstream(['c']).nodes).toEqual(new Set([C]));
    expect(VIEW.readers('a')).toEqual([B, C, S]);
  });

  it('refuses the place of a node of another graph', () => {
    expect(VIEW.place(D)).toBe(4);
    expect(() => VIEW.place(createNode('Relu', ['x'], ['a']))).toThrow('is not of this graph');
  });
});
