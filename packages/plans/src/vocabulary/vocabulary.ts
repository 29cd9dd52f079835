/** The role of a token in its tokenizer. `unused`: never given for any text, or a reserved name. */
export type TokenKind = 'special' | 'added' | 'unused' | 'normal';

/** One token of a vocabulary. */
export interface VocabularyToken {
  /** As its vocabulary spells it: `Ġthe`, `▁the`. */
  readonly spelling: string;
  /** The bytes of its text, one character each: 0x00 to 0xff. */
  readonly bytes: string;
  readonly kind: TokenKind;
  /** Whether it stands for one byte, so that all tokens of this sort spell any text. */
  readonly isByte: boolean;
}

/** How a tokenizer builds its tokens. Ranks are those of merges, by keyOfMerge; scores are by id. */
export type TokenBuilder =
  | { readonly kind: 'ranks'; readonly ranks: ReadonlyMap<string, number> }
  | { readonly kind: 'scores'; readonly scores: readonly number[] }
  | { readonly kind: 'unigram'; readonly scores: readonly number[] };

/** A vocabulary with a row of the embedding for each id. */
export interface Vocabulary {
  /** Where it was read, for messages. */
  readonly place: string;
  /** One entry for each id; null for a row without a token. */
  readonly tokens: readonly (VocabularyToken | null)[];
  readonly builder: TokenBuilder;
  /** Ids that keys of the model or of the tokenizer name, such as `eos_token_id`. */
  readonly named: ReadonlySet<number>;
}

/** A text that is equal for equal parts of a merge. */
export function keyOfMerge(left: string, right: string): string {
  return `${left.length}:${left}${right}`;
}

/** The parts of which keyOfMerge made a text. */
export function splitMergeKey(key: string): readonly [left: string, right: string] {
  const start = key.indexOf(':') + 1;
  const middle = start + Number(key.slice(0, start - 1));
  return [key.slice(start, middle), key.slice(middle)];
}

/** The bytes of a text, one character each. */
export function bytesOfText(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}
