import { createAttribute, createNode, DATA_TYPE } from '@lamina/onnx';
import type { NodeList } from './node-list.ts';
import type { PackedNumbers, PackedWeight } from './packed-weight.ts';

/** How rows of a part are read: the tensor itself for all rows, or a lookup of some. */
type Take = (part: string) => string;

/** The numbers of all blocks, float[…, blocks]. */
export function addNumbers(list: NodeList, { values, factors, per }: PackedNumbers, take: Take = (part) => part): string {
  const own = take(list.weight(values));
  if (factors === null) return values.dataType === DATA_TYPE.float ? own : list.cast(own, DATA_TYPE.float);
  const wide = list.cast(take(list.weight(factors)), DATA_TYPE.float);
  return list.add('DequantizeLinear', [own, wide], { ints: { axis: -1, block_size: per } });
}

/** The offsets of all blocks, float[…, blocks]; null where there are none. @param scales of the same rows (addNumbers) */
export function addOffsets(list: NodeList, weight: PackedWeight, scales: string, take: Take = (part) => part): string | null {
  const { shift, zeros, minimums } = weight;
  const least = minimums === null ? null : addNumbers(list, minimums, take);
  if (shift === 0 && zeros === null) return least;
  const center =
    zeros === null
      ? list.number(shift, DATA_TYPE.float)
      : list.add('Sub', [list.number(shift, DATA_TYPE.float), list.cast(take(list.weight(zeros)), DATA_TYPE.float)]);
  const shifted = list.add('Mul', [scales, center]);
  return least === null ? shifted : list.add('Add', [shifted, least]);
}

/**
 * The float32 values of a packed weight, or of the rows that `ids` name.
 *
 *     Gather(W, ids)     becomes     Gather(codes, ids) · Gather(scales, ids) + offsets
 *
 * @param dims of the weight where all rows are made
 */
export function addRows(
  list: NodeList,
  weight: PackedWeight,
  { output, ids, dims }: { readonly output: string; readonly ids: string | null; readonly dims: readonly number[] },
): void {
  const { codes, columns, block, order } = weight;
  const take: Take = (part) => (ids === null ? part : list.add('Gather', [part, ids], { ints: { axis: 0 } }));
  const shapeOf = (...ends: readonly number[]): string => {
    if (ids === null) return list.ints([-1, ...ends]);
    return list.add('Concat', [list.add('Shape', [ids]), list.ints(ends)], { ints: { axis: 0 } });
  };
  const scales = addNumbers(list, weight.scales, take);
  const offsets = addOffsets(list, weight, scales, take);
  const last = list.ints([-1]);
  const byBlock = list.add('Reshape', [addCodes(list, take(list.weight(codes)), codes.dataType), shapeOf(columns / block, block)]);
  const scaled = list.add('Mul', [byBlock, list.add('Unsqueeze', [scales, last])]);
  const values = offsets === null ? scaled : list.add('Add', [scaled, list.add('Unsqueeze', [offsets, last])]);
  const shape = ids === null && order === null ? list.ints(dims) : shapeOf(columns);
  if (order === null) {
    list.add('Reshape', [values, shape], { output });
    return;
  }
  const stored = list.add('Gather', [list.add('Reshape', [values, shape]), list.ints(invert(order))], { ints: { axis: -1 } });
  if (ids === null) list.add('Reshape', [stored, list.ints(dims)], { output });
  else list.add('Identity', [stored], { output });
}

/** float[…, columns] */
function addCodes(list: NodeList, codes: string, dataType: number): string {
  if (dataType !== DATA_TYPE.uint8) return list.cast(codes, DATA_TYPE.float);
  const low = list.add('BitwiseAnd', [codes, list.number(15, DATA_TYPE.uint8)]);
  const high = `${low}/high`;
  const direction = createAttribute('direction', { kind: 'string', value: 'RIGHT' });
  list.nodes.push(createNode('BitShift', [codes, list.number(4, DATA_TYPE.uint8)], [high], { attributes: [direction] }));
  const last = list.ints([-1]);
  const pairs = list.add('Concat', [list.add('Unsqueeze', [low, last]), list.add('Unsqueeze', [high, last])], { ints: { axis: -1 } });
  return list.add('Sub', [list.cast(pairs, DATA_TYPE.float), list.number(8, DATA_TYPE.float)]);
}

/** The packed column of each stored column. */
function invert(order: Int32Array): readonly number[] {
  const places = new Array<number>(order.length).fill(0);
  for (const [place, stored] of order.entries()) places[stored] = place;
  return places;
}
