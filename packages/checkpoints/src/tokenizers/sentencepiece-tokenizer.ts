import type { Json } from '../checkpoint.ts';
import { type AddedToken, createAddedToken, createTokenizerJson, createVocabulary } from './tokenizer-description.ts';

/** Kinds of pieces, with the numbers of sentencepiece_model.proto and of GGUF's token types. */
export const PIECE = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

export interface Piece {
  readonly text: string;
  readonly score: number;
  /** One of PIECE. */
  readonly kind: number;
}

/** A SentencePiece vocabulary, from tokenizer.model or from the metadata of a GGUF file. */
export interface SentencePieceVocabulary {
  readonly algorithm: 'bpe' | 'unigram';
  /** The pieces by id. */
  readonly pieces: readonly Piece[];
  /** True if a space is added before the text. */
  readonly addsDummyPrefix: boolean;
  /** True if only a text that begins with no space gets it, and no text behind a special token; default false. */
  readonly isPrefixFirst?: boolean;
  /** True if runs of spaces become one space, and spaces at both ends are removed. */
  readonly removesExtraSpaces: boolean;
  /** The compiled normalization table (such as Unicode NFKC); null for none. */
  readonly charsMap: Uint8Array | null;
  /** Tokens that are recognised in text in addition to those of the pieces' kinds. */
  readonly added?: readonly AddedToken[];
  readonly begin: string | null;
  readonly end: string | null;
}

/** The character for a space inside pieces. */
const SPACE = '▁';

/** tokenizer.json for a SentencePiece vocabulary, as transformers converts it (4.57.6, convert_slow_tokenizer.LlamaConverter and SpmConverter). */
export function createSentencePieceTokenizer(vocabulary: SentencePieceVocabulary): Json {
  const { pieces, added = [], begin, end } = vocabulary;
  const known = new Set(added.map(({ id }) => id));
  const addedTokens = [...listAdded(pieces).filter(({ id }) => !known.has(id)), ...added];
  const isBpe = vocabulary.algorithm === 'bpe';
  return createTokenizerJson({
    model: isBpe ? createBpe(pieces) : createUnigram(pieces),
    normalizer: createNormalizer(vocabulary),
    preTokenizer: prependsFirst(vocabulary) ? { type: 'Metaspace', replacement: SPACE, prepend_scheme: 'first', split: false } : null,
    decoder: createDecoder(vocabulary),
    addedTokens: addedTokens.sort((a, b) => a.id - b.id),
    begin,
    end,
  });
}

function listAdded(pieces: readonly Piece[]): AddedToken[] {
  return pieces.flatMap(({ text, kind }, id) => {
    if (kind === PIECE.control || kind === PIECE.unknown) return [createAddedToken(id, text, true)];
    // Matched in the original text, before spaces are replaced.
    return kind === PIECE.userDefined ? [createAddedToken(id, text.replaceAll(SPACE, ' '), false)] : [];
  });
}

function createBpe(pieces: readonly Piece[]): Json {
  return {
    type: 'BPE',
    dropout: null,
    unk_token: findUnknown(pieces)?.text ?? null,
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: true,
    byte_fallback: hasBytes(pieces),
    ignore_merges: false,
    vocab: createVocabulary(pieces.map(({ text }) => text)),
    merges: deriveMerges(pieces.filter(({ kind }) => kind === PIECE.normal)),
  };
}

function createUnigram(pieces: readonly Piece[]): Json {
  const unknown = pieces.findIndex(({ kind }) => kind === PIECE.unknown);
  return {
    type: 'Unigram',
    unk_id: unknown < 0 ? null : unknown,
    vocab: pieces.map(({ text, score }) => [text, score]),
    byte_fallback: hasBytes(pieces),
  };
}

const hasBytes = (pieces: readonly Piece[]): boolean => pieces.some(({ kind }) => kind === PIECE.byte);

const findUnknown = (pieces: readonly Piece[]): Piece | undefined => pieces.find(({ kind }) => kind === PIECE.unknown);

const replace = (pattern: string, content: string): Json => ({ type: 'Replace', pattern: { Regex: pattern }, content });

function prependsFirst({ addsDummyPrefix, isPrefixFirst = false }: SentencePieceVocabulary): boolean {
  return addsDummyPrefix && isPrefixFirst;
}

function createNormalizer(vocabulary: SentencePieceVocabulary): Json {
  const { addsDummyPrefix, removesExtraSpaces, charsMap } = vocabulary;
  const normalizers: Json[] = [];
  if (charsMap !== null && charsMap.length > 0) normalizers.push({ type: 'Precompiled', precompiled_charsmap: toBase64(charsMap) });
  if (removesExtraSpaces) normalizers.push(replace('\\A +| +\\z', ''), replace(' {2,}', ' '));
  // An empty text gets no space in front.
  if (addsDummyPrefix && !prependsFirst(vocabulary)) normalizers.push(replace('\\A(?!\\z)', SPACE));
  normalizers.push({ type: 'Replace', pattern: { String: ' ' }, content: SPACE });
  return { type: 'Sequence', normalizers };
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

function createDecoder({ addsDummyPrefix, pieces }: SentencePieceVocabulary): Json {
  const decoders: Json[] = [{ type: 'Replace', pattern: { String: SPACE }, content: ' ' }];
  if (hasBytes(pieces)) decoders.push({ type: 'ByteFallback' });
  decoders.push({ type: 'Fuse' });
  if (addsDummyPrefix) decoders.push({ type: 'Strip', content: ' ', start: 1, stop: 0 });
  return { type: 'Sequence', decoders };
}

/** A piece of a vocabulary with its score. */
interface ScoredPiece {
  readonly text: string;
  readonly score: number;
}

/**
 * The merges of a byte-pair encoding whose vocabulary has scores instead: every way to combine two pieces to another piece, with higher scores and
 * longer left parts first. SentencePiece merges the neighbours whose union has the highest score, which is equivalent.
 * Source: transformers 4.57.6 convert_slow_tokenizer.generate_merges.
 */
export function deriveMerges(pieces: readonly ScoredPiece[]): readonly (readonly [string, string])[] {
  const known = new Set(pieces.map(({ text }) => text));
  const merges: (readonly [string, string])[] = [];
  for (const { text } of [...pieces].sort((a, b) => b.score - a.score)) {
    for (let cut = text.length - 1; cut > 0; cut -= 1) {
      const left = text.slice(0, cut);
      if (!known.has(left)) continue;
      const right = text.slice(cut);
      if (known.has(right)) merges.push([left, right]);
    }
  }
  return merges;
}
