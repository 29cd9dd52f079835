import type { PlacedTensor } from '@lamina/checkpoints';
import { getAt } from '@lamina/errors';

/** The most bytes that are given at once, unless one row has more. */
const PIECE_BYTES = 1 << 20;

/**
 * The bytes of a tensor of which only some rows, or some columns, stay.
 * @param pieces all bytes of the tensor, each piece valid until the next one is taken
 */
export function* cutTensor(
  pieces: Iterable<Uint8Array>,
  { source: { dims, sizeBytes }, slices, rows }: Pick<PlacedTensor, 'source' | 'slices' | 'rows'>,
): Generator<Uint8Array> {
  const height = getAt(dims, 0);
  const rowBytes = sizeBytes / height;
  const kept = listRows({ rows, slices });
  const columns = slices?.axis === 1 ? { width: (rowBytes / getAt(dims, 1)) * slices.perBlock, blocks: slices.kept } : null;
  const keptBytes = columns === null ? rowBytes : columns.width * columns.blocks.length;
  const piece = new Uint8Array(Math.max(1, Math.floor(PIECE_BYTES / keptBytes)) * keptBytes);
  let filled = 0;
  let place = 0;
  for (const [row, bytes] of readRows(pieces, rowBytes)) {
    if (kept !== null && kept[place] !== row) continue;
    place += 1;
    if (columns === null) piece.set(bytes, filled);
    else
      for (const [index, block] of columns.blocks.entries())
        piece.set(bytes.subarray(block * columns.width, (block + 1) * columns.width), filled + index * columns.width);
    filled += keptBytes;
    if (filled < piece.length) continue;
    yield piece;
    filled = 0;
  }
  if (filled > 0) yield piece.subarray(0, filled);
}

/** The rows that stay, ascending; null: all. */
function listRows({ rows, slices }: Pick<PlacedTensor, 'slices' | 'rows'>): readonly number[] | null {
  if (slices?.axis !== 0) return rows;
  if (rows !== null) throw new Error('a tensor with a row for each block has none for each token');
  return slices.kept.flatMap((block) => Array.from({ length: slices.perBlock }, (_, row) => block * slices.perBlock + row));
}

/** Row by row; a row is valid until the next one is taken. */
function* readRows(pieces: Iterable<Uint8Array>, rowBytes: number): Generator<readonly [row: number, bytes: Uint8Array]> {
  const rest = new Uint8Array(rowBytes);
  let filled = 0;
  let row = 0;
  for (const piece of pieces)
    for (let at = 0; at < piece.length; ) {
      const taken = Math.min(rowBytes - filled, piece.length - at);
      if (taken === rowBytes) yield [row, piece.subarray(at, at + rowBytes)];
      else rest.set(piece.subarray(at, at + taken), filled);
      at += taken;
      filled = (filled + taken) % rowBytes;
      if (taken < rowBytes && filled === 0) yield [row, rest];
      if (filled === 0) row += 1;
    }
}
