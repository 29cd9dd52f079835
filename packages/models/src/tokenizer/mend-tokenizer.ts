import type { Json } from '@lamina/checkpoints';

/** A decoder of @huggingface/tokenizers, whose own types do not resolve. */
interface PackageDecoder {
  readonly config: Json;
  /** The members of a sequence. */
  readonly decoders?: readonly PackageDecoder[];
  decode_chain(tokens: readonly string[]): readonly string[];
}

/**
 * Lets the decoder of a tokenizer write bytes that are no UTF-8, and spaces of the first token, as the Rust library (tokenizers 0.22) does. The package
 * @huggingface/tokenizers 0.2.0 keeps the right part of such bytes, and removes one space only.
 */
export function mendDecoder(decoder: PackageDecoder): void {
  const { type, replacement, prepend_scheme: scheme } = decoder.config;
  decoder.decoders?.forEach(mendDecoder);
  if (type === 'ByteFallback') decoder.decode_chain = joinBytes;
  if (type === 'Metaspace') {
    const [space, first] = [String(replacement ?? '▁'), scheme === 'never' ? ' ' : ''];
    decoder.decode_chain = (tokens) => tokens.map((token, place) => token.replaceAll(space, place === 0 ? first : ' '));
  }
}

/** Each run of tokens that stand for bytes becomes its text, or one U+FFFD for each byte where they are no UTF-8. */
function joinBytes(tokens: readonly string[]): readonly string[] {
  const joined: string[] = [];
  let bytes: number[] = [];
  const close = (): void => {
    if (bytes.length > 0) joined.push(decodeUtf8(bytes) ?? '\ufffd'.repeat(bytes.length));
    bytes = [];
  };
  for (const token of tokens) {
    const [, byte] = /^<0x([\dA-F]{2})>$/i.exec(token) ?? [];
    if (byte === undefined) {
      close();
      joined.push(token);
    } else bytes.push(Number.parseInt(byte, 16));
  }
  close();
  return joined;
}

function decodeUtf8(bytes: readonly number[]): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch {
    return null;
  }
}

/** A normalizer of @huggingface/tokenizers, whose own types do not resolve. */
interface PackageNormalizer {
  readonly config: Json;
  /** The members of a sequence. */
  readonly normalizers?: readonly PackageNormalizer[];
  normalize(text: string): string;
}

/** Lets a normalizer of SentencePiece read its own table, as the Rust library does. The package @huggingface/tokenizers 0.2.0 has one table for all. */
export function mendNormalizer(normalizer: PackageNormalizer): void {
  const { type, precompiled_charsmap: table } = normalizer.config;
  normalizer.normalizers?.forEach(mendNormalizer);
  if (type === 'Precompiled' && typeof table === 'string') normalizer.normalize = readCharsMap(Buffer.from(table, 'base64'));
}

/** Longer graphemes are read character by character. */
const LONGEST_GRAPHEME_BYTES = 5;

/**
 * Reads a precompiled table: the size of a double array of prefixes (darts-clone), the array, and texts that end with 0, at whose place a key's value points.
 * Source: tokenizers 0.22, spm_precompiled 0.1.4.
 */
function readCharsMap(table: Buffer): (text: string) => string {
  const start = 4 + (table.length < 4 ? 0 : table.readUInt32LE(0));
  const find = (text: string): string | null => {
    const place = findShortest(table.subarray(4, start), Buffer.from(text));
    if (place === null) return null;
    const end = table.indexOf(0, start + place);
    return table.toString('utf8', start + place, end < 0 ? table.length : end);
  };
  const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
  const read = (grapheme: string): string => {
    const whole = Buffer.byteLength(grapheme) <= LONGEST_GRAPHEME_BYTES ? find(grapheme) : null;
    return whole ?? Array.from(grapheme, (character) => find(character) ?? character).join('');
  };
  return (text) => Array.from(graphemes.segment(text), ({ segment }) => read(segment)).join('');
}

/** The value of the shortest prefix of a key in a double array; null where none is in it. */
function findShortest(array: Buffer, key: Uint8Array): number | null {
  const unitAt = (place: number): number => (4 * place + 4 <= array.length ? array.readUInt32LE(4 * place) : 0);
  const offsetOf = (unit: number): number => (unit >>> 10) << ((unit & (1 << 9)) >>> 6);
  let place = offsetOf(unitAt(0));
  for (const byte of key) {
    place ^= byte;
    const unit = unitAt(place);
    // The label of a unit that is a value has its highest bit set.
    if ((unit & 0x800000ff) !== byte || byte === 0) return null;
    place ^= offsetOf(unit);
    if ((unit & (1 << 8)) !== 0) return unitAt(place) & 0x7fffffff;
  }
  return null;
}
