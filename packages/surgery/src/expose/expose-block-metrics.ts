import {
  createAttribute,
  createCast,
  createInt64Tensor,
  createNode,
  createValueInfo,
  DATA_TYPE,
  type Graph,
  type Model,
  type Node,
} from '@lamina/onnx';
import type { BlockStructure } from '../find/block-structure.ts';
import { listSublayers } from '../find/sublayers.ts';
import { removeDeadNodes } from '../graph/remove-dead-nodes.ts';
import { createSublayerProducts, SUBLAYER_PRODUCTS } from './create-sublayer-products.ts';

/** The names of the outputs that exposeBlockMetrics adds. N = batch × sequence tokens, S = number of states. */
export const BLOCK_METRIC_OUTPUTS = {
  /** float32[N, S, S]: the dot products of every pair of states of one token */
  gram: 'lamina.gram',
  /** float32[N, L]: the squared length of what each block adds to the stream */
  stepSquared: 'lamina.step_squared',
  /** float32[N, 3 H]: see createSublayerProducts, for the sublayers of listSublayers; absent where there are none */
  sublayerProducts: SUBLAYER_PRODUCTS,
} as const;

/**
 * Adds reductions over the residual stream to the graph:
 *
 *     h_0 … h_L, finalNorm(h_L) ─► Cast ─► Flatten ─┬─► MatMul(states, statesᵀ) ─► gram
 *                                                   └─► Σ (h_{i+1} − h_i)² ─► step_squared
 *
 * Per token, it gives the dot products of all states, the squared length of each block's step, and the dot products before and after each sublayer.
 * Cosines, norms and relative magnitudes follow from these, so the states themselves never leave the graph. Everything is computed in float32 from
 * float32 casts: in float16, squares overflow above 255.
 *
 * All other outputs are removed, with everything that only they needed (the language-model head too), unless `keep` names them.
 */
export function exposeBlockMetrics(structure: BlockStructure, options: { keep?: readonly string[] } = {}): Model {
  const { model, boundaries, finalNorm, sublayers } = structure;
  const states = finalNorm === null ? boundaries : [...boundaries, finalNorm];
  const blocks = boundaries.length - 1;
  // The two boundaries of a removed block are one tensor; either flat form of it serves.
  const flat = new Map(states.map((state, index) => [state, `lamina.flat.${index}`]));
  const listed = listSublayers(sublayers);
  const products = listed.length === 0 ? null : createSublayerProducts(listed, flat);
  const outputs = [
    createValueInfo(BLOCK_METRIC_OUTPUTS.gram, DATA_TYPE.float, ['tokens', states.length, states.length]),
    createValueInfo(BLOCK_METRIC_OUTPUTS.stepSquared, DATA_TYPE.float, ['tokens', blocks]),
    ...(products ? [products.output] : []),
  ];
  const kept = model.graph.outputs.filter(({ name }) => options.keep?.includes(name));
  const reductions = [
    ...states.flatMap(flattenState),
    ...countTo(blocks).flatMap(measureStep),
    ...joinStates(states.length),
    joinSteps(blocks),
  ];
  const graph: Graph = {
    ...model.graph,
    nodes: [...model.graph.nodes, ...reductions, ...(products ? products.nodes : [])],
    initializers: [...model.graph.initializers, createInt64Tensor('lamina.axis', [1]), createInt64Tensor('lamina.last_axis', [-1])],
    outputs: [...kept, ...outputs],
  };
  return { ...model, graph: removeDeadNodes(graph) };
}

function countTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, block) => block);
}

/** state ─► float32[N, hidden] `flat` ─► float32[N, 1, hidden] `state` */
function flattenState(state: string, index: number): readonly Node[] {
  return [
    createCast(state, `lamina.float.${index}`, DATA_TYPE.float),
    // Flatten makes [tokens, hidden] of [batch, sequence, hidden]. A stream that is flat already stays as it is.
    createNode('Flatten', [`lamina.float.${index}`], [`lamina.flat.${index}`], {
      attributes: [createAttribute('axis', { kind: 'int', value: -1 })],
    }),
    createNode('Unsqueeze', [`lamina.flat.${index}`, 'lamina.axis'], [`lamina.state.${index}`]),
  ];
}

/** Σ (h_{i+1} − h_i)². One step at a time fits in the cache of the processor. All steps at once would pass over a copy of every state. */
function measureStep(block: number): readonly Node[] {
  return [
    createNode('Sub', [`lamina.flat.${block + 1}`, `lamina.flat.${block}`], [`lamina.step.${block}`]),
    createNode('Mul', [`lamina.step.${block}`, `lamina.step.${block}`], [`lamina.squares.${block}`]),
    createNode('ReduceSum', [`lamina.squares.${block}`, 'lamina.last_axis'], [`lamina.step_squared.${block}`]),
  ];
}

/** float32[N, S, hidden] states ─► their dot products, float32[N, S, S] */
function joinStates(count: number): readonly Node[] {
  return [
    concatenate(
      countTo(count).map((index) => `lamina.state.${index}`),
      'lamina.states',
    ),
    createNode('Transpose', ['lamina.states'], ['lamina.states_t'], {
      attributes: [createAttribute('perm', { kind: 'ints', value: [0, 2, 1] })],
    }),
    createNode('MatMul', ['lamina.states', 'lamina.states_t'], [BLOCK_METRIC_OUTPUTS.gram]),
  ];
}

function joinSteps(blocks: number): Node {
  return concatenate(
    countTo(blocks).map((block) => `lamina.step_squared.${block}`),
    BLOCK_METRIC_OUTPUTS.stepSquared,
  );
}

function concatenate(parts: readonly string[], whole: string): Node {
  return createNode('Concat', parts, [whole], { attributes: [createAttribute('axis', { kind: 'int', value: 1 })] });
}

const NO_SUBLAYERS = { arrangement: null, reason: 'only boundaries are at hand' } as const;

/**
 * A model that contains only the reductions of exposeBlockMetrics. Its inputs are the states, float32, under the names of the boundaries (and of the
 * final norm). It measures states that a split model computed in parts. The products of sublayers are measured in the parts (exposeSublayers).
 */
export function createStateMetrics(structure: BlockStructure): Model {
  const { model, boundaries, finalNorm } = structure;
  const states = finalNorm === null ? boundaries : [...boundaries, finalNorm];
  const graph: Graph = {
    name: 'state metrics',
    nodes: [],
    initializers: [],
    inputs: states.map((name) => createValueInfo(name, DATA_TYPE.float, null)),
    outputs: [],
    valueInfo: [],
    rest: [],
  };
  return exposeBlockMetrics({ ...structure, model: { ...model, graph }, sublayers: NO_SUBLAYERS });
}
