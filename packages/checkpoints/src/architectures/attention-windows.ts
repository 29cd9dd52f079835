import type { ConfigReader } from './config-reader.ts';

/** Kinds of layers in `layer_types`, which transformers writes since 4.53. */
const KINDS: ReadonlyMap<unknown, boolean> = new Map([
  ['full_attention', false],
  ['sliding_attention', true],
]);

/**
 * Which blocks have a sliding window: as stated in `layer_types`, otherwise by the architecture's rule.
 * @throws AppError MODEL_UNSUPPORTED for another kind of layer, naming it.
 */
export function readSlidingBlocks(config: ConfigReader, blocks: number, rule: (block: number) => boolean): readonly boolean[] {
  const stated = config.findPerBlock('layer_types', blocks);
  if (!stated) return Array.from({ length: blocks }, (_, block) => rule(block));
  return stated.map((kind) => {
    const slides = KINDS.get(kind);
    if (slides === undefined) throw config.unsupported('layer_types', kind, `known kinds are ${[...KINDS.keys()].join(', ')}`);
    return slides;
  });
}
