import { createValueInfo, DATA_TYPE, type Graph, type Model } from '@lamina/onnx';
import type { BlockStructure } from '../find/block-structure.ts';
import { exposeBlockMetrics } from './expose-block-metrics.ts';

const NO_HALVES = { arrangement: null, reason: 'only boundaries are at hand' } as const;

/**
 * A model that contains only the reductions of exposeBlockMetrics. Its inputs are the states, float32, under the names of the boundaries (and of the
 * final norm). It measures states that a split model computed in parts. The products of halves are measured in the parts (exposeHalves).
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
  return exposeBlockMetrics({ ...structure, model: { ...model, graph }, sublayers: NO_HALVES });
}
