import type { Graph, Tensor } from '@lamina/onnx';
import type { WeightUnit } from '@lamina/plans';
import type { BlockStructure } from '../find/block-structure.ts';
import { hasUnit } from '../find/sublayers.ts';
import { findInteger } from '../graph/find-attribute.ts';
import { findWeightMatrix } from '../graph/find-weight-matrix.ts';
import { GraphView } from '../graph/graph-view.ts';
import { inputOf } from '../graph/input-of.ts';
import { type SplitModel, splitBlocks } from './split-blocks.ts';

/** A matrix of a unit, as its graph stores it. */
export interface UnitMatrix {
  readonly source: Tensor;
  /** True where it is stored as [inputs × outputs], so that a column is one output. */
  readonly isTransposed: boolean;
}

/** The matrices of a unit: of an attention q, k, v, o, of an MLP gate, up, down. */
export interface UnitMatrices {
  readonly unit: WeightUnit;
  /** Null for embedding and head. */
  readonly block: number | null;
  readonly matrices: readonly UnitMatrix[];
}

/**
 * The matrices of every attention, every MLP, the embedding and the head. One matrix that is both embedding and head is the one unit `embedding`. Norms,
 * biases, tables of positions and routers of other shapes are in none.
 */
export function listUnitMatrices(structure: BlockStructure): readonly UnitMatrices[] {
  const split = splitBlocks(structure, { common: true });
  const ofBlocks = split.blocks.flatMap((_, block) =>
    (['attention', 'mlp'] as const).flatMap((unit) => {
      if (!hasUnit(structure.sublayers, { kind: unit, block })) return [];
      const matrices = listOwn(split, block, unit);
      return matrices.length === 0 ? [] : [{ unit, block, matrices }];
    }),
  );
  const table = findTable(split.embedding.model.graph);
  const head = listProducts(split.head.model.graph);
  const isTied = table !== null && head.some(({ source }) => placeOf(source) === placeOf(table));
  const own = isTied ? [] : head;
  return [
    ...ofBlocks,
    ...(table === null ? [] : [{ unit: 'embedding' as const, block: null, matrices: [{ source: table, isTransposed: false }] }]),
    ...(own.length === 0 ? [] : [{ unit: 'head' as const, block: null, matrices: own }]),
  ];
}

/** The matrices that a block does not read without the sublayer. */
function listOwn({ blocks, withoutSublayer }: SplitModel, block: number, sublayer: 'attention' | 'mlp'): readonly UnitMatrix[] {
  const [whole, without] = [blocks[block], withoutSublayer(block, sublayer).segment];
  if (whole === undefined) throw new Error(`no block ${block}`);
  const others = new Set(listProducts(without.model.graph).map(({ source }) => source.name));
  return listProducts(whole.model.graph).filter(({ source }) => !others.has(source.name));
}

/** Every stored matrix that a product reads, each once. */
function listProducts(graph: Graph): readonly UnitMatrix[] {
  const view = new GraphView(graph);
  const found = new Map<string, UnitMatrix>();
  for (const node of graph.nodes) {
    if (!['MatMul', 'Gemm', 'FusedMatMul'].includes(node.opType)) continue;
    const matrix = findWeightMatrix(view, inputOf(node, 1));
    if (matrix === null) continue;
    const isOutputsFirst = matrix.isTransposed !== (node.opType !== 'MatMul' && findInteger(node, 'transB') === 1);
    found.set(matrix.source.name, { source: matrix.source, isTransposed: !isOutputsFirst });
  }
  return [...found.values()];
}

/** The table in which a graph looks the tokens up. */
function findTable(graph: Graph): Tensor | null {
  const view = new GraphView(graph);
  for (const node of graph.nodes) {
    if (node.opType !== 'Gather' || !readsTokens(view, inputOf(node, 1))) continue;
    const table = findWeightMatrix(view, inputOf(node, 0));
    if (table !== null && !table.isTransposed) return table.source;
  }
  return null;
}

/** True for the tokens, also in another shape or number type. */
function readsTokens(view: GraphView, name: string): boolean {
  if (name === 'input_ids') return true;
  const maker = view.maker(name);
  return maker !== undefined && /^(Cast|Identity|Reshape|Unsqueeze|Squeeze)$/.test(maker.opType) && readsTokens(view, inputOf(maker, 0));
}

/** Where a weight lies: exporters give one range two names. */
function placeOf({ name, data }: Tensor): string {
  return data.kind === 'external' ? `${data.location} ${data.offset}` : name;
}
