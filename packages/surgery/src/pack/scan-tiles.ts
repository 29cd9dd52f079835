import { type Attribute, createAttribute, createNode, createValueInfo, DATA_TYPE, type Graph, type Node } from '@lamina/onnx';
import { findAttribute, findInteger } from '../graph/find-attribute.ts';
import { GraphView } from '../graph/graph-view.ts';
import { inputOf, outputOf } from '../graph/input-of.ts';

/** Operators that change each tile as they change all rows. */
const BETWEEN: ReadonlySet<string> = new Set(['Identity', 'Cast', 'Flatten']);

/**
 * Lets a Scan join the tiles of its first input row by row: the rows of all positions, which have the width of the vocabulary, then exist once and not twice.
 *
 *     Scan(Flatten(Cast(Concat(A, B))), …)     becomes     Scan(Flatten(Cast(A)), Flatten(Cast(B)), …), with Concat(a, b) in its body
 */
export function scanTiles(graph: Graph): Graph {
  const view = new GraphView(graph);
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const replaced = new Map<Node, readonly Node[]>();
  for (const scan of graph.nodes) {
    const body = findAttribute(scan, 'body');
    const path = scan.opType === 'Scan' && body?.kind === 'graph' ? findTiles(view, inputOf(scan, 0), outputs) : null;
    if (path === null || body?.kind !== 'graph') continue;
    const [concat, ...after] = path;
    const copies = concat.inputs.map((tile, place) => copyPath(after, { from: outputOf(concat, 0), to: tile, mark: `/tile ${place}` }));
    for (const node of path) replaced.set(node, []);
    const tiles = copies.map(({ output }) => output);
    replaced.set(scan, [...copies.flatMap(({ nodes }) => nodes), scanRows(scan, body.value, tiles)]);
  }
  return { ...graph, nodes: graph.nodes.flatMap((node) => replaced.get(node) ?? [node]) };
}

/** The Concat of tiles from which a tensor is made, then the nodes behind it; null where anything else reads them. */
function findTiles(view: GraphView, tensor: string, outputs: ReadonlySet<string>): readonly [Node, ...Node[]] | null {
  const maker = view.maker(tensor);
  if (maker === undefined || view.readers(tensor).length !== 1 || outputs.has(tensor)) return null;
  if (maker.opType === 'Concat') return findInteger(maker, 'axis') === -1 ? [maker] : null;
  if (!BETWEEN.has(maker.opType)) return null;
  const before = findTiles(view, inputOf(maker, 0), outputs);
  return before && [...before, maker];
}

interface Renaming {
  readonly from: string;
  readonly to: string;
  /** Added to the names of nodes and outputs. */
  readonly mark: string;
}

/** The nodes of a path, each of which reads the one before. */
function copyPath(path: readonly Node[], { from, to, mark }: Renaming): { readonly nodes: readonly Node[]; readonly output: string } {
  const nodes = path.map((node) => ({
    ...node,
    name: `${node.name}${mark}`,
    inputs: node.inputs.map((input) => (input === from ? to : `${input}${mark}`)),
    outputs: node.outputs.map((output) => `${output}${mark}`),
  }));
  const last = nodes.at(-1);
  return { nodes, output: last === undefined ? to : outputOf(last, 0) };
}

/** A Scan whose first input are tiles. */
function scanRows(scan: Node, body: Graph, tiles: readonly string[]): Node {
  const [row, ...others] = body.inputs;
  if (row === undefined) throw new Error(`${scan.name} scans nothing`);
  const parts = tiles.map((_, place) => createValueInfo(`${row.name}/tile ${place}`, DATA_TYPE.float, [`lamina.tile ${place}`]));
  const axis = createAttribute('axis', { kind: 'int', value: -1 });
  const join = createNode(
    'Concat',
    parts.map(({ name }) => name),
    [row.name],
    { attributes: [axis] },
  );
  const changed = { ...body, inputs: [...parts, ...others], nodes: [join, ...body.nodes] };
  const attributes = scan.attributes.map((attribute): Attribute => {
    if (attribute.name === 'body') return createAttribute('body', { kind: 'graph', value: changed });
    if (attribute.name !== 'num_scan_inputs') return attribute;
    return createAttribute(attribute.name, { kind: 'int', value: tiles.length + others.length });
  });
  return { ...scan, inputs: [...tiles, ...scan.inputs.slice(1)], attributes };
}
