import { Tensor } from 'onnxruntime-node';

/**
 * Repeats the cache of each row for all rows that continue it. The first extent of a cache is the row. Exports that fold their heads into it have
 * several lines per row.
 *
 * @param ofRow for each row of the result, the row of `cache`
 * @param count the number of rows in `cache`
 */
export function repeatRows(cache: Tensor, ofRow: readonly number[], count: number): Tensor {
  const [lines = 0, ...extents] = cache.dims;
  const values = cache.data as Exclude<Tensor['data'], string[]>;
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const size = bytes.length / count;
  const repeated = new Uint8Array(ofRow.length * size);
  for (const [place, row] of ofRow.entries()) repeated.set(bytes.subarray(row * size, (row + 1) * size), place * size);
  const sameKind = values.constructor as new (buffer: ArrayBuffer) => typeof values;
  return new Tensor(cache.type, new sameKind(repeated.buffer), [(lines / count) * ofRow.length, ...extents]);
}
