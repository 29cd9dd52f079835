import { AppError } from '@lamina/errors';
import type { StoredTensor } from '../checkpoint.ts';
import { findGgmlType, ggmlTypeName, READABLE_TYPE_NAMES } from '../ggml/ggml-types.ts';
import type { GgufCursor } from './gguf-cursor.ts';
import { GGUF_LIMITS } from './gguf-limits.ts';

/** Reads `count` tensor infos at the cursor; here `offset` is relative to the start of the tensor data. */
export function readTensorInfos(cursor: GgufCursor, count: number): readonly StoredTensor[] {
  return Array.from({ length: count }, () => readTensorInfo(cursor));
}

function readTensorInfo(cursor: GgufCursor): StoredTensor {
  const start = cursor.position;
  const name = cursor.string(GGUF_LIMITS.maxKeyBytes);
  const rank = cursor.uint32();
  if (rank > GGUF_LIMITS.maxTensorRank) cursor.fail(`tensor ${name} has ${rank} dimensions (limit ${GGUF_LIMITS.maxTensorRank})`, start);
  const innermostFirst = Array.from({ length: rank }, () => cursor.uint64());
  const number = cursor.uint32();
  const layout = findGgmlType(number);
  if (layout === undefined) return refuseType(cursor.file, { name, number });
  const elements = innermostFirst.reduce((product, extent) => product * extent, 1);
  if (!innermostFirst.every((extent) => extent >= 1) || !Number.isSafeInteger(elements))
    cursor.fail(`tensor ${name} has extents ${innermostFirst.join(' × ')}`, start);
  const rowElements = innermostFirst[0] ?? 1;
  if (rowElements % layout.blockElements !== 0)
    cursor.fail(
      `tensor ${name} has rows of ${rowElements} values, which ${layout.type} stores in blocks of ${layout.blockElements}`,
      start,
    );
  const sizeBytes = (elements / layout.blockElements) * layout.blockBytes;
  return { name, dims: innermostFirst.reverse(), type: layout.type, file: cursor.file, offset: cursor.uint64(), sizeBytes };
}

function refuseType(file: string, { name, number }: { name: string; number: number }): never {
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `${file}: tensor ${name} is stored as ${ggmlTypeName(number)}; Lamina reads ${READABLE_TYPE_NAMES.join(', ')}: take a file of one of these types`,
    { details: { file, tensor: name, type: number } },
  );
}

interface DataSection {
  readonly cursor: GgufCursor;
  readonly alignment: number;
  readonly dataOffset: number;
  readonly fileBytes: number;
}

/**
 * The tensors by name, with offsets from the start of the file. @throws AppError MODEL_MALFORMED if two have the same name or overlap, or if one is
 * outside the file.
 */
export function checkSpans(
  infos: readonly StoredTensor[],
  { cursor, alignment, dataOffset, fileBytes }: DataSection,
): ReadonlyMap<string, StoredTensor> {
  const tensors = new Map<string, StoredTensor>();
  for (const info of infos) {
    const { name, sizeBytes } = info;
    if (tensors.has(name)) cursor.fail(`tensor ${name} a second time`);
    if (info.offset % alignment !== 0) cursor.fail(`tensor ${name} begins at ${info.offset}, no multiple of the alignment ${alignment}`);
    const offset = dataOffset + info.offset;
    if (offset + sizeBytes > fileBytes)
      cursor.fail(`tensor ${name} needs ${sizeBytes} bytes from ${offset}, beyond the end of the file (is it cut short?)`, offset);
    tensors.set(name, { ...info, offset });
  }
  const sorted = [...tensors.values()].sort((a, b) => a.offset - b.offset);
  for (const [index, tensor] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next !== undefined && tensor.offset + tensor.sizeBytes > next.offset)
      cursor.fail(`tensors ${tensor.name} and ${next.name} overlap`, next.offset);
  }
  return tensors;
}
