import { createAttribute, createNode, DATA_TYPE, type Node } from '@lamina/onnx';
import { MICROSOFT, type NodeList } from './node-list.ts';
import { addNumbers, addOffsets } from './packed-rows.ts';
import type { PackedWeight } from './packed-weight.ts';

/** Products over codes of 8 bits make a float32 copy of the weight in every run. Larger copies are made in tiles of some rows. */
const COPY_BYTES = 64 << 20;
const TILE_BYTES = 16 << 20;

/** Block sums of the same input serve several products. */
export type BlockSums = Map<string, string>;

/**
 * x·Wᵀ over a packed weight. Offsets are multiplied with the sums of x over each block, a product of few columns.
 *
 *     FusedMatMul(x, W, transB)     becomes, for codes of 4 bits,     MatMulNBits(x, codes, scales) + BlockSums(x)·offsetsᵀ
 *                                   and, for codes of 8 bits,         FusedMatMul(x, DequantizeLinear(codes, scales), transB) + …
 */
export function addPackedProduct(list: NodeList, node: Node, weight: PackedWeight, sums: BlockSums): void {
  const { rows, columns, codes, order } = weight;
  const [stored = ''] = node.inputs;
  const [output = ''] = node.outputs;
  const input = order === null ? stored : list.add('Gather', [stored, list.ints([...order])], { ints: { axis: -1 } });
  const rowBytes = columns * Float32Array.BYTES_PER_ELEMENT;
  if (codes.dataType === DATA_TYPE.uint8 || rows * rowBytes <= COPY_BYTES) {
    addProduct(list, { input, output }, weight, sums);
    return;
  }
  const perTile = Math.max(1, Math.floor(TILE_BYTES / rowBytes));
  const tiles = Array.from({ length: Math.ceil(rows / perTile) }, (_, tile) => {
    const part = `${output}#rows ${tile * perTile}`;
    const some = weight.slice(tile * perTile, Math.min(perTile, rows - tile * perTile));
    addProduct(list, { input, output: part }, some, sums);
    return part;
  });
  list.nodes.push(createNode('Concat', tiles, [output], { attributes: [createAttribute('axis', { kind: 'int', value: -1 })] }));
}

interface Product {
  readonly input: string;
  readonly output: string;
}

function addProduct(list: NodeList, { input, output }: Product, weight: PackedWeight, sums: BlockSums): void {
  const { rows, columns, block, codes } = weight;
  const scales = addNumbers(list, weight.scales);
  const offsets = addOffsets(list, weight, scales);
  const target = offsets === null ? { output } : {};
  const byBlock = { ...codes, name: `${codes.name}/blocks`, dims: [rows, columns / block, block / 2] };
  const stored = list.weight(codes.dataType === DATA_TYPE.uint8 ? byBlock : codes);
  const product =
    codes.dataType === DATA_TYPE.uint8
      ? list.add('MatMulNBits', [input, stored, scales], {
          ...target,
          domain: MICROSOFT,
          ints: { K: columns, N: rows, bits: 4, block_size: block },
        })
      : multiply(list, [input, list.add('DequantizeLinear', [stored, scales], { ints: { axis: 1, block_size: block } })], target);
  if (offsets === null) return;
  const added = multiply(list, [addBlockSums(list, { input, columns, block }, sums), offsets]);
  list.add('Add', [product, added], { output });
}

/** x·Wᵀ */
function multiply(list: NodeList, inputs: readonly string[], target: { output?: string } = {}): string {
  return list.add('FusedMatMul', inputs, { ...target, domain: MICROSOFT, ints: { transB: 1 } });
}

/** The sum of each block of x, float[…, columns / block]. */
function addBlockSums(
  list: NodeList,
  { input, columns, block }: { readonly input: string; readonly columns: number; readonly block: number },
  sums: BlockSums,
): string {
  const key = `${input} ${block}`;
  const known = sums.get(key);
  if (known !== undefined) return known;
  const outer = list.add('Slice', [list.add('Shape', [input]), list.ints([0]), list.ints([-1])]);
  const shape = list.add('Concat', [outer, list.ints([columns / block, block])], { ints: { axis: 0 } });
  const made = list.add('ReduceSum', [list.add('Reshape', [input, shape]), list.ints([-1])], { ints: { keepdims: 0 } });
  sums.set(key, made);
  return made;
}
