import { getAt } from '@lamina/errors';
import type { StoredTensor } from '../../checkpoint.ts';
import { decodeWeights } from '../../ggml/decode-weights.ts';

/** Bytes of a stored tensor. */
export type ReadStored = (tensor: StoredTensor, start: number, length: number) => Uint8Array;

/** Rows of one matrix of a checkpoint, as a matrix of the new file has them. */
export interface RowBlock {
  readonly tensor: StoredTensor;
  /** The first value in the stored tensor. */
  readonly first: number;
  /** Rows and columns of the stored matrix. */
  readonly rows: number;
  readonly columns: number;
  /** True if its columns become rows. */
  readonly isTransposed: boolean;
  /** The number of new rows, and the stored row (of a transposed matrix: column) that each is; null: all, in order. */
  readonly order: Order | null;
  /** Added to every value. */
  readonly added: number;
}

export interface Order {
  readonly count: number;
  readonly pick: (row: number) => number;
}

/** A matrix of the new file. */
export interface RowMatrix {
  readonly columns: number;
  /** float32[count, columns] */
  readonly readRows: (first: number, count: number) => Float32Array;
}

/** A matrix of these blocks, one after the other, all with rows of equal length. Of blocks in another order, one is in memory at a time. */
export function joinBlocks(blocks: readonly RowBlock[], read: ReadStored): RowMatrix {
  const counts = blocks.map(({ order, rows, columns, isTransposed }) => order?.count ?? (isTransposed ? columns : rows));
  const width = blocks.map(({ rows, columns, isTransposed }) => (isTransposed ? rows : columns))[0] ?? 0; // without blocks there are no rows
  const readBlock = createBlockReader(read);
  const readRows = (first: number, count: number): Float32Array => {
    const out = new Float32Array(count * width);
    let start = 0;
    for (const [place, block] of blocks.entries()) {
      const rows = getAt(counts, place);
      const [from, to] = [Math.max(first, start), Math.min(first + count, start + rows)];
      if (from < to) out.set(readBlock(block, from - start, to - from), (from - first) * width);
      start += rows;
    }
    return out;
  };
  return { columns: width, readRows };
}

/** A matrix of values that are at hand. */
export function constantMatrix(values: Float32Array): RowMatrix {
  return { columns: values.length, readRows: () => values };
}

function createBlockReader(read: ReadStored): (block: RowBlock, first: number, count: number) => Float32Array {
  let held: { readonly block: RowBlock; readonly values: Float32Array } | null = null;
  const readValues = ({ tensor }: RowBlock, first: number, count: number): Float32Array => {
    const width = tensor.sizeBytes / tensor.dims.reduce((product, extent) => product * extent, 1);
    return decodeWeights(tensor.type, read(tensor, first * width, count * width));
  };
  return (block, first, count) => {
    const { rows, columns, isTransposed, order, added, first: start } = block;
    if (!isTransposed && order === null) return add(readValues(block, start + first * columns, count * columns), added);
    if (held?.block !== block) held = { block, values: readValues(block, start, rows * columns) };
    const width = isTransposed ? rows : columns;
    const out = new Float32Array(count * width);
    for (let row = 0; row < count; row += 1) {
      const source = order === null ? first + row : order.pick(first + row);
      if (!isTransposed) out.set(held.values.subarray(source * columns, (source + 1) * columns), row * width);
      else for (let index = 0; index < width; index += 1) out[row * width + index] = held.values[index * columns + source] as number;
    }
    return add(out, added);
  };
}

function add(values: Float32Array, added: number): Float32Array {
  if (added !== 0) for (let index = 0; index < values.length; index += 1) values[index] = (values[index] as number) + added;
  return values;
}
