import type { Json } from '@lamina/checkpoints';

/** A vocabulary of @huggingface/tokenizers, whose own types do not resolve. */
interface PackageModel {
  readonly tokens_to_ids: ReadonlyMap<string, number>;
  fuse_unk: boolean;
  encode(words: readonly string[]): readonly string[];
}

/**
 * Lets a vocabulary of pieces read each word by itself, as the Rust library (tokenizers 0.22) does: unknown characters side by side are one token where
 * `fuse_unk` says so, and always in a unigram vocabulary; where BPE has no token for them, they are left out before pieces are merged. The package
 * @huggingface/tokenizers 0.2.0 fuses the unknown of neighbouring words too, and merges first.
 */
export function readByWord(model: PackageModel, stated: Json): void {
  const isUnigram = stated.type === 'Unigram';
  if (!isUnigram && stated.type !== 'BPE') return;
  const isKnown = (token: string): boolean => model.tokens_to_ids.has(token);
  const isUnknown = (token: string): boolean => (isUnigram ? !isKnown(token) : token === stated.unk_token);
  const dropsUnknown = !isUnigram && typeof stated.unk_token !== 'string' && stated.byte_fallback !== true;
  const isWhole = (word: string): boolean => stated.ignore_merges === true && isKnown(word);
  const readWord = (word: string): string => (dropsUnknown && !isWhole(word) ? Array.from(word).filter(isKnown).join('') : word);
  const readPieces = model.encode.bind(model);
  const encode = (word: string): readonly string[] => readPieces([readWord(word)]);
  model.fuse_unk = false;
  if (isUnigram || stated.fuse_unk === true) {
    const join = isUnigram ? (one: string, other: string) => one + other : (one: string) => one;
    model.encode = (words) => words.flatMap((word) => fuse(encode(word), isUnknown, join));
  } else model.encode = (words) => words.flatMap(encode);
}

/** Joins unknown neighbours to one token. */
function fuse(
  tokens: readonly string[],
  isUnknown: (token: string) => boolean,
  join: (one: string, other: string) => string,
): readonly string[] {
  const fused: string[] = [];
  let wasUnknown = false;
  for (const token of tokens) {
    const last = fused.at(-1);
    const continues = wasUnknown && isUnknown(token);
    if (continues && last !== undefined) fused[fused.length - 1] = join(last, token);
    else fused.push(token);
    wasUnknown = isUnknown(token);
  }
  return fused;
}
