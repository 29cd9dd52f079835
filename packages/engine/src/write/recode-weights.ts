import { decodeWeights, encodeWeights, findBlockLayout, type StoredType } from '@lamina/checkpoints';

export interface Recoding {
  readonly from: StoredType;
  readonly to: StoredType;
  /** Values of a row. */
  readonly columns: number;
  /** The tensor, for messages. */
  readonly place: string;
}

/** Rows are encoded about this many bytes of float32 at a time. */
const PIECE_BYTES = 1 << 22;

/** Stored weights in another type, some rows at a time. @throws AppError as encodeWeights does */
export function* recodeWeights(pieces: Iterable<Uint8Array>, { from, to, columns, place }: Recoding): Generator<Uint8Array> {
  for (const rows of joinRows(pieces, { type: from, columns })) yield encodeWeights(to, decodeWeights(from, rows), { columns, place });
}

/** The same bytes in pieces of whole rows. */
function* joinRows(
  pieces: Iterable<Uint8Array>,
  { type, columns }: { readonly type: StoredType; readonly columns: number },
): Generator<Uint8Array> {
  const layout = findBlockLayout(type);
  if (layout === undefined) throw new Error(`${type} is no type of weights`);
  const rowBytes = (columns / layout.blockElements) * layout.blockBytes;
  const rows = Math.max(1, Math.floor(PIECE_BYTES / (columns * 4)));
  const buffer = new Uint8Array(rows * rowBytes);
  let filled = 0;
  for (const piece of pieces)
    for (let taken = 0; taken < piece.length; ) {
      const count = Math.min(piece.length - taken, buffer.length - filled);
      buffer.set(piece.subarray(taken, taken + count), filled);
      taken += count;
      filled += count;
      if (filled < buffer.length) continue;
      yield buffer;
      filled = 0;
    }
  if (filled > 0) yield buffer.subarray(0, filled);
}
