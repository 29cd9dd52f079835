import type { PublishedTreatment } from './published-result.ts';

/** A paper, and what each method of its tables does to a model. */
export interface PublishedPaper<Method extends string> {
  /** Title, with the version if it is known. */
  readonly paper: string;
  readonly url: string;
  readonly methods: Readonly<Record<Method, PublishedTreatment>>;
}

/** The whole model, and methods that remove no whole unit. */
export const NO_UNIT: PublishedTreatment = { unit: null, repair: null };

/** Blocks are removed and nothing replaces them. */
export const BLOCKS_ONLY: PublishedTreatment = { unit: 'block', repair: null };

/** LinearPatch's code for choosing blocks, which Ghosted Layers took over. */
export const COSINE_OVER_TOKENS =
  'The selection code takes the cosine over tokens for each channel, so the blocks may differ from those of other papers.';

/** Blocks are removed, and a repair makes up for them. */
export function repairedBlocks(repair: string): PublishedTreatment {
  return { unit: 'block', repair };
}
