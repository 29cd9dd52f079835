import { DATA_TYPE, type Graph, type Model, type Node, type Tensor } from '@lamina/onnx';
import { findInteger } from '../graph/find-attribute.ts';
import { inputOf, outputOf } from '../graph/input-of.ts';
import { listReads, mapSubgraphs } from '../graph/list-reads.ts';
import { NodeList } from './node-list.ts';
import { addPackedProduct, type BlockSums } from './packed-product.ts';
import { addRows } from './packed-rows.ts';
import type { PackedWeight } from './packed-weight.ts';
import { scanTiles } from './scan-tiles.ts';

/** Blocks of DequantizeLinear came with opset 21. */
const OPSET = 21;

/** Where a weight of the graph lies: as codes, or as a tensor in its own type. */
export type StoredForm = { readonly packed: PackedWeight } | { readonly tensor: Tensor };

/**
 * The weights of which a session makes float32 copies when it is loaded. `bytes`: those with codes of 8 bits, for runs of a few tokens, where a copy in
 * every run takes ten times as long as the product. `all`: for devices without kernels for codes, lookups included.
 */
export type FoldedWeights = 'none' | 'bytes' | 'all';

/**
 * The same graph over packed weights. A product with the rows of a weight reads the codes (addPackedProduct), a lookup makes floats of the rows that
 * it takes, and any other node reads a float32 copy that each run makes. For running, not for writing.
 *
 *     FusedMatMul(x, W, transB), Gather(T, ids), Transpose(V)
 *
 * @param formOf the form of a weight; undefined where it stays as it is
 * @param folded the weights that products read as float32 copies, which ONNX Runtime makes once where it folds constants
 */
export function packWeights(model: Model, formOf: (weight: Tensor) => StoredForm | undefined, folded: FoldedWeights = 'none'): Model {
  const { graph } = model;
  const weights = new Map<string, Tensor>();
  const packed = new Map<string, { readonly weight: PackedWeight; readonly tensor: Tensor }>();
  for (const tensor of graph.initializers) {
    const form = formOf(tensor);
    if (form !== undefined && 'packed' in form) packed.set(tensor.name, { weight: form.packed, tensor });
    else weights.set(tensor.name, form === undefined ? tensor : form.tensor);
  }
  if (packed.size === 0) return { ...model, graph: { ...graph, initializers: [...weights.values()] } };
  const readAsFloats = new Set<string>();
  const rewrite = (nodes: readonly Node[]): readonly Node[] => {
    const sums: BlockSums = new Map();
    return nodes.flatMap((node) => {
      const list = new NodeList(outputOf(node, 0), weights);
      const product = folded === 'all' ? undefined : packed.get(inputOf(node, 1));
      if (product !== undefined && isRowProduct(node, product) && (folded === 'none' || !hasBytes(product))) {
        addPackedProduct(list, node, product.weight, sums);
        return list.nodes;
      }
      const table = folded === 'all' ? undefined : packed.get(inputOf(node, 0));
      if (table !== undefined && isLookup(node, table)) {
        addRows(list, table.weight, { output: outputOf(node, 0), ids: inputOf(node, 1), dims: [] });
        return list.nodes;
      }
      const inner = { ...node, attributes: node.attributes.map((attribute) => mapSubgraphs(attribute, rewriteGraph)) };
      for (const name of listReads(inner)) if (packed.has(name)) readAsFloats.add(name);
      return [inner];
    });
  };
  const rewriteGraph = (inner: Graph): Graph => ({ ...inner, nodes: rewrite(inner.nodes) });
  const nodes = rewrite(graph.nodes);
  const copies = [...readAsFloats].flatMap((name) => {
    const list = new NodeList(name, weights);
    const found = packed.get(name);
    if (found !== undefined) addRows(list, found.weight, { output: name, ids: null, dims: found.tensor.dims });
    return list.nodes;
  });
  return {
    ...model,
    opsets: model.opsets.map((opset) => (opset.domain === '' ? { ...opset, version: Math.max(opset.version, OPSET) } : opset)),
    graph: scanTiles({ ...graph, nodes: [...copies, ...nodes], initializers: [...weights.values()] }),
  };
}

interface Found {
  readonly weight: PackedWeight;
  readonly tensor: Tensor;
}

/** True for x·Wᵀ in the form that graphs over checkpoints use. */
function isRowProduct(node: Node, { weight, tensor }: Found): boolean {
  return (
    node.opType === 'FusedMatMul' &&
    node.attributes.length === 1 &&
    findInteger(node, 'transB') === 1 &&
    tensor.dims.join() === [weight.rows, weight.columns].join()
  );
}

function hasBytes({ weight }: Found): boolean {
  return weight.codes.dataType !== DATA_TYPE.uint8;
}

function isLookup(node: Node, { weight, tensor }: Found): boolean {
  // ONNX Runtime looks up no rows of float8.
  if (node.opType !== 'Gather' || weight.codes.dataType === DATA_TYPE.float8e4m3fn) return false;
  // The axis of a Gather is 0 where it states none.
  const axis = findInteger(node, 'axis') ?? 0;
  return axis === 0 && tensor.dims.join() === [weight.rows, weight.columns].join();
}
