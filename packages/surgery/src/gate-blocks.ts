import { createAttribute, createCast, createNode, createValueInfo, DATA_TYPE, type Graph, type Model, type Node } from '@lamina/onnx';
import type { BlockStructure } from './block-structure.ts';
import { findStreamOwners } from './collect-segment.ts';
import { getElementType } from './get-element-type.ts';
import { indexGraph } from './graph-index.ts';
import { removeDeadNodes } from './remove-dead-nodes.ts';

/** Name of the input that decides about a block: bool scalar, true runs it, false passes its entry on. */
export function gatePort(block: number): string {
  return `lamina.gate/${block}`;
}

/**
 * The same model with a gate per block: one session then runs any selection of blocks. What only a block needs moves into the branch of an If;
 * weights stay outside, where ONNX Runtime still rearranges them for its kernels. Only the logits remain as output: a passed block has no
 * keys and values to give.
 *
 * @throws AppError MODEL_UNSUPPORTED where the element type of a boundary cannot be told.
 */
export function gateBlocks(structure: BlockStructure): Model {
  const { model, boundaries, blocks, logits } = structure;
  const graph = removeDeadNodes({ ...model.graph, outputs: model.graph.outputs.filter(({ name }) => name === logits) });
  const index = indexGraph(graph);
  const owners = findStreamOwners(graph, index, boundaries, [logits]);
  const inside = new Map<number, number>();
  // Backwards, so that a node's readers are placed before it is.
  for (const [position, node] of [...graph.nodes.entries()].reverse()) {
    const block = owners.get(position) ?? blocks.length;
    const leaving = boundaries[block + 1];
    if (leaving === undefined) continue;
    const staysIn = (output: string): boolean =>
      output === leaving || (index.readers.get(output) ?? []).every((reader) => inside.get(reader) === block);
    if (node.outputs.every(staysIn)) inside.set(position, block);
  }
  const gates = new Map(blocks.map(({ index: block }) => [index.producer.get(boundaries[block + 1] ?? '') ?? -1, block]));
  const bodies = Map.groupBy(graph.nodes, (_, position) => inside.get(position));
  const nodes = graph.nodes.flatMap((node, position) => {
    const block = gates.get(position);
    if (block === undefined) return inside.has(position) ? [] : [node];
    const [entering = '', leaving = ''] = boundaries.slice(block, block + 2);
    const type = getElementType(graph, index, leaving);
    return [createGate({ block, entering, leaving, type }, bodies.get(block) ?? [])];
  });
  const inputs = [...graph.inputs, ...blocks.map(({ index: block }) => createValueInfo(gatePort(block), DATA_TYPE.bool, []))];
  return { ...model, graph: { ...graph, nodes, inputs } };
}

interface Gate {
  readonly block: number;
  readonly entering: string;
  readonly leaving: string;
  readonly type: number;
}

function createGate({ block, entering, leaving, type }: Gate, own: readonly Node[]): Node {
  const kept = `${leaving}/kept`;
  const passed = `${leaving}/passed`;
  const nodes = own.map((node) => ({ ...node, outputs: node.outputs.map((output) => (output === leaving ? kept : output)) }));
  const pass = createCast(entering, passed, type);
  return createNode('If', [gatePort(block)], [leaving], {
    attributes: [
      createAttribute('then_branch', { kind: 'graph', value: branchOf(`block ${block}`, nodes, kept, type) }),
      createAttribute('else_branch', { kind: 'graph', value: branchOf(`past block ${block}`, [pass], passed, type) }),
    ],
  });
}

function branchOf(name: string, nodes: readonly Node[], output: string, type: number): Graph {
  return { name, nodes, initializers: [], inputs: [], outputs: [createValueInfo(output, type, null)], valueInfo: [], rest: [] };
}
