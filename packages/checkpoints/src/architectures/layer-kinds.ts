import type { ConfigReader } from './config-reader.ts';

/** Keys that state the kind of every block. */
const KEYS = ['layer_types', 'layers_block_type'] as const;

/**
 * The kinds of blocks that a config states one by one, by the words that it uses; undefined if it has no list.
 * @throws AppError MODEL_UNSUPPORTED for another word, naming it.
 */
export function readKinds<Kind>(config: ConfigReader, blocks: number, words: Readonly<Record<string, Kind>>): readonly Kind[] | undefined {
  for (const key of KEYS) {
    const list = config.findPerBlock(key, blocks);
    if (list === undefined) continue;
    return list.map((word) => {
      const kind = typeof word === 'string' ? words[word] : undefined;
      if (kind === undefined) throw config.unsupported(key, word, `known kinds are ${Object.keys(words).join(', ')}`);
      return kind;
    });
  }
  return undefined;
}
