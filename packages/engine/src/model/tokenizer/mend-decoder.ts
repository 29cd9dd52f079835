import type { Json } from '@lamina/checkpoints';

/** A decoder of @huggingface/tokenizers, whose own types do not resolve. */
interface PackageDecoder {
  readonly config: Json;
  /** Of a sequence. */
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
