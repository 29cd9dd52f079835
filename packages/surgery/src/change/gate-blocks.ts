import { getAt, getEntry } from '@lamina/errors';
import { createAttribute, createCast, createNode, createValueInfo, DATA_TYPE, type Graph, type Model, type Node } from '@lamina/onnx';
import type { Unit, UnitKind } from '@lamina/plans';
import type { BlockStructure } from '../find/block-structure.ts';
import { findStreamOwners } from '../find/find-stream-owners.ts';
import type { BlockSublayers, Sublayer } from '../find/sublayers.ts';
import { getElementType } from '../graph/find-element-type.ts';
import { GraphView } from '../graph/graph-view.ts';
import { getOtherInput, outputOf } from '../graph/input-of.ts';
import { removeDeadNodes } from '../graph/remove-dead-nodes.ts';
import { sortNodes } from '../graph/sort-nodes.ts';

/** The units that have a gate in a gated model. */
export type GateKind = 'blocks' | 'sublayers';

const PREFIX = 'lamina.gate/';

/** The name of the input that switches a unit, a bool scalar: true runs the unit, false passes its input on. */
export function gatePort({ kind, block }: Unit): string {
  return `${PREFIX}${kind}/${block}`;
}

/** The unit that an input switches; undefined for other inputs. */
export function parseGatePort(name: string): Unit | undefined {
  if (!name.startsWith(PREFIX)) return undefined;
  const [kind, block] = name.slice(PREFIX.length).split('/');
  return { kind: kind as UnitKind, block: Number(block) };
}

/**
 * The same model with a gate per block, or per sublayer of each block that has them. One session can then run any selection of them.
 *
 *     h' = block(h)     becomes     h' = If(gate) { block(h) } else { h }
 *
 * The nodes that only one unit needs move into the branch of its If. Weights stay outside, where ONNX Runtime can still rearrange them for its
 * kernels. The logits are the only output: a block that is passed by has no keys and values to give.
 *
 * @throws AppError MODEL_UNSUPPORTED where the element type of a boundary is unknown.
 */
export function gateBlocks(given: BlockStructure, kind: GateKind = 'blocks'): Model {
  const structure = kind === 'sublayers' ? chainSublayers(given) : given;
  const { model, boundaries, logits } = structure;
  const graph = removeDeadNodes({ ...model.graph, outputs: model.graph.outputs.filter(({ name }) => name === logits) });
  const view = new GraphView(graph);
  const stretches = structure.blocks.flatMap(({ index }) =>
    kind === 'sublayers' ? listSublayers(structure, index) : [getBlock(structure, index)],
  );
  const owners = findStreamOwners(view, [getAt(boundaries, 0), ...stretches.map(({ leaving }) => leaving)], [logits]);
  const entries = new Set(stretches.map(({ entering }) => entering));
  const inside = new Map<Node, number>();
  // The loop runs backwards, so that the readers of a node are placed before the node is.
  for (const node of graph.nodes.toReversed()) {
    const place = owners.get(node) ?? stretches.length;
    const leaving = stretches[place]?.leaving;
    if (leaving === undefined) continue;
    const staysIn = (output: string): boolean =>
      output === leaving || (!entries.has(output) && view.readers(output).every((reader) => inside.get(reader) === place));
    if (node.outputs.every(staysIn)) inside.set(node, place);
  }
  const gates = new Map(stretches.map((stretch, place) => [view.maker(stretch.leaving), { stretch, place }]));
  const bodies = Map.groupBy(graph.nodes, (node) => inside.get(node));
  const nodes = graph.nodes.flatMap((node) => {
    const gate = gates.get(node);
    if (!gate) return inside.has(node) ? [] : [node];
    return [createGate(gate.stretch, getElementType(view, gate.stretch.leaving), getEntry(bodies, gate.place))];
  });
  const inputs = [...graph.inputs, ...stretches.map(({ unit }) => createValueInfo(gatePort(unit), DATA_TYPE.bool, []))];
  return { ...model, graph: { ...graph, nodes, inputs } };
}

/** A part of the stream that a gate can pass by: the readers of `leaving` then read `entering`. */
interface Stretch {
  readonly unit: Unit;
  readonly entering: string;
  readonly leaving: string;
}

function getBlock({ boundaries }: BlockStructure, block: number): Stretch {
  return { unit: { kind: 'block', block }, entering: getAt(boundaries, block), leaving: getAt(boundaries, block + 1) };
}

/** Both sublayers of a block, in the order in which they are added; the block itself where it has none. */
function listSublayers(structure: BlockStructure, block: number): readonly Stretch[] {
  const { sublayers } = structure;
  const ofBlock = sublayers.arrangement === null ? sublayers.reason : getAt(sublayers.byBlock, block);
  if (typeof ofBlock === 'string') return [getBlock(structure, block)];
  const stretchOf = (kind: UnitKind, { additions }: Sublayer): Stretch => {
    return { unit: { kind, block }, entering: getAt(additions, 0).stream, leaving: getAt(additions, additions.length - 1).sum };
  };
  const mixer = stretchOf('attention', ofBlock.mixer);
  const mlp = stretchOf('mlp', ofBlock.mlp);
  return mixer.entering === mlp.leaving ? [mlp, mixer] : [mixer, mlp];
}

function createGate({ unit, entering, leaving }: Stretch, type: number, own: readonly Node[]): Node {
  const kept = `${leaving}/kept`;
  const passed = `${leaving}/passed`;
  const nodes = own.map((node) => ({ ...node, outputs: node.outputs.map((output) => (output === leaving ? kept : output)) }));
  const pass = createCast(entering, passed, type);
  const name = `${unit.kind} ${unit.block}`;
  return createNode('If', [gatePort(unit)], [leaving], {
    attributes: [
      createAttribute('then_branch', { kind: 'graph', value: branchOf(name, nodes, kept, type) }),
      createAttribute('else_branch', { kind: 'graph', value: branchOf(`past ${name}`, [pass], passed, type) }),
    ],
  });
}

function branchOf(name: string, nodes: readonly Node[], output: string, type: number): Graph {
  return { name, nodes, initializers: [], inputs: [], outputs: [createValueInfo(output, type, null)], valueInfo: [], rest: [] };
}

/**
 * The same model, in which parallel sublayers are added one after the other, so that each sublayer has its own addition. Results are equal but for the
 * order of the additions.
 *
 *     Add(h, Add(attn, mlp))     becomes     Add(Add(h, attn), mlp)
 */
function chainSublayers(structure: BlockStructure): BlockStructure {
  const { sublayers, model } = structure;
  if (sublayers.arrangement !== 'parallel') return structure;
  const view = new GraphView(model.graph);
  /** The two tensors that each sum adds in the chained graph, by the name of the sum. */
  const summands = new Map<string, readonly [string, string]>();
  const byBlock = sublayers.byBlock.map((own): BlockSublayers | string => {
    if (typeof own === 'string') return own;
    const { mixer, mlp } = own;
    const [mixerSum, mlpSum] = [mixer.additions[0], mlp.additions[0]];
    if (!mixerSum || !mlpSum || mixerSum.sum !== mlpSum.sum) return own;
    const joint = mixerSum.sum;
    const outer = getSum(view.readers(joint));
    const stream = getOtherInput(outer, joint);
    const [sum = ''] = outer.outputs;
    summands.set(joint, [stream, mlpSum.stream]);
    summands.set(sum, [joint, mixerSum.stream]);
    return {
      ...own,
      mixer: { ...mixer, additions: [{ sum: joint, stream }] },
      mlp: { ...mlp, additions: [{ sum, stream: joint }] },
    };
  });
  const nodes = model.graph.nodes.map((node) => {
    const inputs = summands.get(outputOf(node, 0));
    return inputs ? { ...node, inputs } : node;
  });
  return { ...structure, model: { ...model, graph: sortNodes({ ...model.graph, nodes }) }, sublayers: { ...sublayers, byBlock } };
}

/** The residual addition that reads the sum of both sublayers. */
function getSum(readers: readonly Node[]): Node {
  const sum = readers.find(({ opType }) => opType === 'Add');
  if (!sum) throw new Error('no addition reads the sum of both sublayers');
  return sum;
}
