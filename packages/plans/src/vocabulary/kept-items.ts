import { isCharacterClass } from './character-class.ts';

/** The parts of a kept vocabulary, as a change names it. */
export interface KeptItems {
  /** Classes of characters whose tokens stay. */
  readonly classes: readonly string[];
  /** Names of texts whose tokens stay. */
  readonly texts: readonly string[];
  /** The largest number of tokens, the most frequent ones of the texts; null for any. */
  readonly most: number | null;
}

/**
 * Reads the name of a kept vocabulary: classes of characters and texts with commas between them, and last, where there is one, the largest number of tokens.
 *
 *   latin,han               the tokens of both scripts
 *   ascii,wikipedia,65536   of the tokens of ASCII and of a text, those that are most frequent in the text
 */
export function readKeptItems(keep: string): KeptItems {
  const items = keep.split(',').map((item) => item.trim());
  const [most = null] = items.slice(-1).filter((item) => /^[1-9]\d*$/.test(item));
  const named = (most === null ? items : items.slice(0, -1)).filter((item) => item !== '');
  return {
    classes: named.filter(isCharacterClass),
    texts: named.filter((item) => !isCharacterClass(item)),
    most: most === null ? null : Number(most),
  };
}

/** The name that readKeptItems reads. */
export function writeKeptItems({ classes, texts, most }: KeptItems): string {
  return [...classes, ...texts, ...(most === null ? [] : [most])].join();
}
