/** When a beginning-of-text token is put before a document: as the tokenizer itself does it, always, or never. */
export type BosPolicy = 'auto' | 'always' | 'never';

export interface TextEncoder {
  encode(text: string, bos?: BosPolicy): readonly number[];
  /** The text of token ids, without special tokens. */
  decode(ids: readonly number[]): string;
  readonly bosId: number | null;
  readonly eosId: number | null;
  /** The text of the token before a text without context: the beginning-of-text token, or else the end-of-text token; null where both are missing. */
  readonly prefixText: string | null;
  /** The largest number of tokens (model_max_length), where the tokenizer states a limit. */
  readonly maxLength: number | null;
}
