import { getAt } from '@lamina/errors';
import { createAttribute, createNode, findDataSizeBytes, type Graph, type Node, type Tensor } from '@lamina/onnx';
import { findInteger } from '../graph/find-attribute.ts';
import { GraphView } from '../graph/graph-view.ts';
import { inputOf } from '../graph/input-of.ts';
import { countBytesInUse } from './split-by-weight.ts';

/**
 * Divides products with large weights by rows of the weight. The rows lie one after the other in their file. No part of the graph then needs more than
 * about `maxBytes` for its weights.
 *
 *     FusedMatMul(x, Cast(W), transB)     becomes     Concat(FusedMatMul(x, Cast(W₀), transB), FusedMatMul(x, Cast(W₁), transB), …)
 *
 * The values stay the same: each is still one dot product.
 */
export function tileProducts(graph: Graph, maxBytes: number): Graph {
  const view = new GraphView(graph);
  const tiled = new Map<Node, Tiling>();
  for (const node of graph.nodes) {
    const [, matrix = ''] = node.inputs;
    const cast = view.maker(matrix);
    const isCast = cast?.opType === 'Cast' && view.readers(matrix).length === 1;
    const weight = view.weight(isCast ? inputOf(cast, 0) : matrix);
    if (!weight || !isRowProduct(node) || !canTile(weight, maxBytes)) continue;
    tiled.set(node, { tiles: cutRows(weight, maxBytes), cast: isCast ? cast : null });
  }
  if (tiled.size === 0) return graph;
  const castsGone = new Set([...tiled.values()].map(({ cast }) => cast).filter((cast) => cast !== undefined && cast !== null));
  const nodes = graph.nodes.flatMap((node) => {
    const tiling = tiled.get(node);
    if (tiling) return multiplyTiles(node, tiling);
    return castsGone.has(node) ? [] : [node];
  });
  const tiles = [...tiled.values()].flatMap((tiling) => tiling.tiles);
  return { ...graph, nodes, initializers: [...graph.initializers, ...tiles] };
}

interface Tiling {
  readonly tiles: readonly Tensor[];
  readonly cast: Node | null;
}

/** True for x·Wᵀ in the form that graphs over checkpoints use. */
function isRowProduct(node: Node): boolean {
  return node.opType === 'FusedMatMul' && findInteger(node, 'transB') === 1;
}

function canTile(weight: Tensor, maxBytes: number): boolean {
  return weight.data.kind === 'external' && weight.dims.length === 2 && countBytesInUse(weight) > maxBytes;
}

function cutRows(weight: Tensor, maxBytes: number): readonly Tensor[] {
  const { data, dims, name } = weight;
  const [rows = 0, width = 0] = dims;
  const sizeBytes = findDataSizeBytes(weight);
  if (data.kind !== 'external' || sizeBytes === null) throw new Error(`weight ${name} has no bytes in a file`);
  const rowsPerTile = Math.max(1, Math.floor((rows * maxBytes) / countBytesInUse(weight)));
  return Array.from({ length: Math.ceil(rows / rowsPerTile) }, (_, tile) => {
    const first = tile * rowsPerTile;
    const count = Math.min(rowsPerTile, rows - first);
    const range = { offset: data.offset + (first * sizeBytes) / rows, sizeBytes: (count * sizeBytes) / rows };
    return { ...weight, name: `${name}/rows ${first}`, dims: [count, width], data: { ...data, ...range } };
  });
}

function multiplyTiles(node: Node, { tiles, cast }: Tiling): readonly Node[] {
  const [input = ''] = node.inputs;
  const [output = ''] = node.outputs;
  const parts = tiles.map(({ name }) => `${output}/${name}`);
  const products = tiles.flatMap(({ name }, index) => {
    const matrix = cast === null ? name : `${name}/cast`;
    const widening = cast === null ? [] : [{ ...cast, name: matrix, inputs: [name], outputs: [matrix] }];
    const part = getAt(parts, index);
    return [...widening, { ...node, name: part, inputs: [input, matrix], outputs: [part] }];
  });
  const axis = createAttribute('axis', { kind: 'int', value: -1 });
  return [...products, createNode('Concat', parts, [output], { attributes: [axis] })];
}
