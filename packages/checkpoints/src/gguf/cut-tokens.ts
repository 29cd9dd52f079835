import { getAt } from '@lamina/errors';
import type { ByteSource } from '@lamina/onnx';
import { isIdKey } from '../vocabulary/id-keys.ts';
import { splitMerge } from '../vocabulary/read-vocabulary.ts';
import type { GgufArray, GgufEntry, GgufValue, GgufValueType } from './gguf-metadata.ts';
import { GgufWriter } from './gguf-writer.ts';
import type { Gguf } from './read-gguf.ts';

const KEY = 'tokenizer.ggml.';
/** Lists with an element for each token. */
const PER_TOKEN: ReadonlySet<string> = new Set(['tokens', 'scores', 'token_type']);
/** The whole tokenizer.json of a model: its ids are no longer true once tokens went. */
export const HF_TOKENIZER = 'tokenizer.huggingface.json';

interface TokenCut {
  readonly source: ByteSource;
  readonly architecture: string;
  /** Ids of the tokens that stay, ascending. */
  readonly tokens: readonly number[];
}

/**
 * Cuts metadata entries to the tokens that stay: lists per token, merges whose parts and result stay, ids of tokens, the size of the vocabulary.
 * @returns the bytes of the entry; null for one that says nothing of tokens
 */
export function createTokenCut({ metadata }: Gguf, { source, architecture, tokens }: TokenCut): (entry: GgufEntry) => Uint8Array | null {
  const spellings = readList(metadata.get(`${KEY}tokens`)?.value);
  const places = new Map(tokens.map((id, place) => [id, place]));
  return (entry) => {
    const { key, type, value } = entry;
    if (key === `${architecture}.vocab_size`) return encodeInteger(key, type, tokens.length);
    if (!key.startsWith(KEY)) return null;
    const name = key.slice(KEY.length);
    if (isIdKey(key)) return renumberEntry(entry, places, spellings.length);
    if (typeof value !== 'object') return null;
    const bytes = source.read(entry.offset, entry.sizeBytes);
    if (PER_TOKEN.has(name)) return cutList(entry, bytes, tokens);
    if (name !== 'merges') return null;
    const kept = new Set(tokens.map((id) => getAt(spellings, id)));
    return cutList(entry, bytes, listAlive(value, kept));
  };
}

function readList(value: GgufValue | undefined): readonly string[] {
  return typeof value === 'object' ? value.read().map(String) : [];
}

/** The places of merges whose parts and result stay. */
function listAlive(merges: GgufArray, kept: ReadonlySet<string>): readonly number[] {
  return readList(merges).flatMap((merge, place) => {
    const [left, right] = splitMerge(merge);
    return kept.has(left) && kept.has(right) && kept.has(left + right) ? [place] : [];
  });
}

/** An id, or a list of ids. Negative ones, and those beyond the tokens, stay. */
function renumberEntry({ key, type, value }: GgufEntry, places: ReadonlyMap<number, number>, rows: number): Uint8Array | null {
  const move = (id: number): number => (id >= 0 && id < rows ? (places.get(id) ?? id) : id);
  if (typeof value === 'number') return encodeInteger(key, type, move(value));
  if (typeof value !== 'object') return null;
  const writer = new GgufWriter().string(key).type('array').type(value.elementType).uint64(value.count);
  for (const id of value.read()) putInteger(writer, value.elementType, move(Number(id)));
  return writer.finish();
}

function encodeInteger(key: string, type: GgufValueType, value: number): Uint8Array {
  return putInteger(new GgufWriter().string(key).type(type), type, value).finish();
}

function putInteger(writer: GgufWriter, type: GgufValueType, value: number): GgufWriter {
  return type === 'uint64' || type === 'int64' ? writer.uint64(value) : writer.uint32(value >>> 0);
}

/** Some elements of a list, as bytes: strings begin with their length, and other elements have one length. */
function cutList({ key, value }: GgufEntry, bytes: Uint8Array, kept: readonly number[]): Uint8Array {
  if (typeof value !== 'object') throw new Error(`${key} is no list`);
  const { elementType, count } = value;
  // Key, value type, element type and count come before the elements.
  const start = 8 + new TextEncoder().encode(key).byteLength + 4 + 4 + 8;
  const ends = elementType === 'string' ? listStringEnds(bytes, start, count) : null;
  const width = (bytes.byteLength - start) / count;
  const writer = new GgufWriter().string(key).type('array').type(elementType).uint64(kept.length);
  for (const place of kept) {
    const [from, to] =
      ends === null
        ? [start + place * width, start + (place + 1) * width]
        : [place === 0 ? start : getAt(ends, place - 1), getAt(ends, place)];
    writer.raw(bytes.subarray(from, to));
  }
  return writer.finish();
}

function listStringEnds(bytes: Uint8Array, start: number, count: number): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ends = new Float64Array(count);
  let at = start;
  for (let place = 0; place < count; place += 1) {
    at += 8 + Number(view.getBigUint64(at, true));
    ends[place] = at;
  }
  return ends;
}
