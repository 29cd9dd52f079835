import { getAt } from '@lamina/errors';
import { createAttribute, createCast, createNode, createValueInfo, DATA_TYPE, type Model, type Node } from '@lamina/onnx';
import type { BlockStructure } from '../find/block-structure.ts';
import { removeDeadNodes } from '../graph/remove-dead-nodes.ts';

/** The names of the outputs that exposeGap leaves; each is float32[tokens, d], tokens = batch × sequence. */
export const GAP_OUTPUTS = {
  /** X, the state that enters the run */
  entering: 'lamina.gap_entering',
  /** Y, the state that leaves the run */
  leaving: 'lamina.gap_leaving',
  /** M, what the projection before the run adds to the stream; only where `added` names it */
  added: 'lamina.gap_added',
} as const;

/** A run of blocks that is to be replaced. */
export interface Gap {
  /** The run [start, end) of blocks. */
  readonly start: number;
  readonly end: number;
  /** The tensors whose sum the projection before the run adds to the stream (findFoldTarget). */
  readonly added?: readonly string[];
}

/**
 * The model up to the end of a run. Its only outputs are the states that enter and leave the run.
 *
 *     … ─► X ─► block s ─► … ─► block e−1 ─► Y ─► … ─► logits     becomes     … ─► X ─► block s ─► … ─► block e−1 ─► Y
 */
export function exposeGap(structure: BlockStructure, { start, end, added = [] }: Gap): Model {
  const { graph } = structure.model;
  const [entering, leaving] = [structure.boundaries[start], structure.boundaries[end]];
  if (entering === undefined || leaving === undefined) throw new Error(`there is no run of blocks ${start} to ${end}`);
  const sum = addUp(added);
  const exposed = [
    [entering, GAP_OUTPUTS.entering],
    [leaving, GAP_OUTPUTS.leaving],
    ...(sum === null ? [] : [[sum.name, GAP_OUTPUTS.added]]),
  ] as const;
  const nodes = exposed.flatMap(([tensor = '', output = '']) => [
    createCast(tensor, `${output}/float`, DATA_TYPE.float),
    // [tokens, d] of [batch, sequence, d] and of streams that are flat already.
    createNode('Flatten', [`${output}/float`], [output], { attributes: [createAttribute('axis', { kind: 'int', value: -1 })] }),
  ]);
  const outputs = exposed.map(([, output = '']) => createValueInfo(output, DATA_TYPE.float, ['tokens', 'width']));
  return {
    ...structure.model,
    graph: removeDeadNodes({ ...graph, nodes: [...graph.nodes, ...(sum ? sum.nodes : []), ...nodes], outputs }),
  };
}

/** The sum of tensors, and the nodes that compute it; null where there are none. */
function addUp([first, ...others]: readonly string[]): { readonly name: string; readonly nodes: readonly Node[] } | null {
  if (first === undefined) return null;
  const names = others.map((_, place) => `lamina.sum/${place}`);
  const nodes = others.map((other, place) => createNode('Add', [getAt([first, ...names], place), other], [getAt(names, place)]));
  return { name: getAt([first, ...names], others.length), nodes };
}
