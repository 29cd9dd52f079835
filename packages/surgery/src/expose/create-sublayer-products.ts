import {
  createAttribute,
  createCast,
  createInt64Tensor,
  createNode,
  createValueInfo,
  DATA_TYPE,
  type Model,
  type Node,
  type ValueInfo,
} from '@lamina/onnx';
import type { BlockStructure } from '../find/block-structure.ts';
import { listSublayers, type Sublayer } from '../find/sublayers.ts';
import { SEGMENT_ENTRY } from '../split/segment.ts';

/** The number of dot products per sublayer: |start|², start·end and |end|². */
export const PRODUCTS_PER_SUBLAYER = 3;

/** float32[N, 3 H]: the dot products of the stream before and after each of H sublayers, in their order. N = batch × sequence tokens. */
export const SUBLAYER_PRODUCTS = 'lamina.sublayer_products';

/** The nodes that compute the products of sublayers, and their output. */
export interface SublayerProducts {
  readonly nodes: readonly Node[];
  readonly output: ValueInfo;
}

/**
 * Nodes that reduce the stream before and after each sublayer to dot products, per token, in float32.
 *
 *     start, end [batch, sequence, hidden] ─► [N, hidden] ─► Σ start², Σ start·end, Σ end²
 *
 * The same operators compute all three sums. So a sublayer that ends where it starts has a cosine of exactly 1. `lamina.last_axis` must be an int64
 * constant −1.
 *
 * @param flat by tensor: the name of its float32[N, hidden] form, where the graph has one already
 */
export function createSublayerProducts(own: readonly Sublayer[], flat: ReadonlyMap<string, string> = new Map()): SublayerProducts {
  const nodes: Node[] = [];
  const flats = new Map(flat);
  const dots = new Map<string, string>();
  const flatOf = (tensor: string): string => {
    const flat = flats.get(tensor);
    if (flat !== undefined) return flat;
    const [float, made] = [`lamina.sublayer_float.${flats.size}`, `lamina.sublayer_flat.${flats.size}`];
    const axis = createAttribute('axis', { kind: 'int', value: -1 });
    nodes.push(createCast(tensor, float, DATA_TYPE.float), createNode('Flatten', [float], [made], { attributes: [axis] }));
    flats.set(tensor, made);
    return made;
  };
  const endOf = ({ end: [first = '', second] }: Sublayer): string => {
    if (second === undefined) return flatOf(first);
    const sum = `lamina.sublayer_sum.${first}+${second}`;
    if (!flats.has(sum)) {
      nodes.push(createNode('Add', [flatOf(first), flatOf(second)], [sum]));
      flats.set(sum, sum);
    }
    return sum;
  };
  const dotOf = (a: string, b: string): string => {
    const key = `${a} ${b}`;
    const earlier = dots.get(key);
    if (earlier !== undefined) return earlier;
    const [product, dot] = [`lamina.sublayer_product.${dots.size}`, `lamina.sublayer_dot.${dots.size}`];
    nodes.push(createNode('Mul', [a, b], [product]), createNode('ReduceSum', [product, 'lamina.last_axis'], [dot]));
    dots.set(key, dot);
    return dot;
  };
  const columns = own.flatMap((sublayer) => {
    const [start, end] = [flatOf(sublayer.start), endOf(sublayer)];
    return [dotOf(start, start), dotOf(start, end), dotOf(end, end)];
  });
  nodes.push(createNode('Concat', columns, [SUBLAYER_PRODUCTS], { attributes: [createAttribute('axis', { kind: 'int', value: 1 })] }));
  return { nodes, output: createValueInfo(SUBLAYER_PRODUCTS, DATA_TYPE.float, ['tokens', columns.length]) };
}

/**
 * Adds the dot products of a block's sublayers (listSublayers, createSublayerProducts) as an output to that block's part of a split model. If the block has no
 * sublayers, the part stays as it is.
 */
export function exposeSublayers(segment: Model, { sublayers, boundaries }: BlockStructure, block: number): Model {
  const ofBlock = listSublayers(sublayers).filter((sublayer) => sublayer.block === block);
  if (ofBlock.length === 0) return segment;
  const nameOf = (tensor: string): string => (tensor === boundaries[block] ? SEGMENT_ENTRY : tensor);
  const { nodes, output } = createSublayerProducts(
    ofBlock.map((sublayer) => ({ ...sublayer, start: nameOf(sublayer.start), end: sublayer.end.map(nameOf) })),
  );
  const { graph } = segment;
  return {
    ...segment,
    graph: {
      ...graph,
      nodes: [...graph.nodes, ...nodes],
      initializers: [...graph.initializers, createInt64Tensor('lamina.last_axis', [-1])],
      outputs: [...graph.outputs, output],
    },
  };
}
