import type { ReadTensor, StoredTensor, StoredType } from '../checkpoint.ts';
import { findBlockLayout } from '../ggml/ggml-types.ts';
import type { BlockForm } from './block-form.ts';
import { iq4Xs, q2K, q3K, q4K, q5K, q6K } from './k-quants.ts';
import { allocateParts, type PackableMatrix, type PackedBytes, packNibbles } from './packed-form.ts';
import { iq4Nl, mxfp4, q4_0, q4_1, q5_0, q5_1, q8_0, tq1_0, tq2_0 } from './simple-blocks.ts';

/** The form of every block type of GGUF. */
const FORMS: Readonly<Partial<Record<StoredType, BlockForm>>> = {
  Q4_0: q4_0,
  Q4_1: q4_1,
  Q5_0: q5_0,
  Q5_1: q5_1,
  Q8_0: q8_0,
  Q2_K: q2K,
  Q3_K: q3K,
  Q4_K: q4K,
  Q5_K: q5K,
  Q6_K: q6K,
  IQ4_NL: iq4Nl,
  IQ4_XS: iq4Xs,
  MXFP4: mxfp4,
  TQ1_0: tq1_0,
  TQ2_0: tq2_0,
};

/** The stored tensor as a matrix that can be packed; null for floats, and for packed weights whose rows cannot be divided into blocks. */
export function openPackable(tensor: StoredTensor, read: ReadTensor): PackableMatrix | null {
  if (tensor.packed !== undefined) return tensor.packed.open(read);
  const form = FORMS[tensor.type];
  const layout = findBlockLayout(tensor.type);
  if (form === undefined || layout === undefined) return null;
  const columns = tensor.dims.at(-1) ?? 1;
  const rowBytes = (columns / layout.blockElements) * layout.blockBytes;
  return {
    form,
    rows: tensor.sizeBytes / rowBytes,
    columns,
    pack: (first, rows) => packBlocks(form, read(tensor, first * rowBytes, rows * rowBytes), { rows, columns }),
  };
}

function packBlocks(
  form: BlockForm,
  bytes: Uint8Array,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): PackedBytes {
  const parts = allocateParts(form, columns, rows);
  const { codes, scales, minimums } = parts;
  const unpacked = form.codes === 'int4' ? new Int8Array(rows * columns) : new Int8Array(codes.buffer);
  form.unpack(bytes, {
    codes: unpacked,
    scales: form.scales.per > 0 ? scales : wordsOf(scales),
    scaleFactors: wordsOf(parts.scaleFactors),
    minimums: form.minimums !== null && form.minimums.per > 0 ? minimums : wordsOf(minimums),
    minimumFactors: wordsOf(parts.minimumFactors),
  });
  if (form.codes === 'int4') packNibbles(unpacked, codes);
  return parts;
}

function wordsOf({ buffer }: Uint8Array): Uint16Array {
  return new Uint16Array(buffer);
}
