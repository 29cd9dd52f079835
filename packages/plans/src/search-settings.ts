/** How often an evolutionary search may read the text if nobody says it. */
export const DEFAULT_SEARCH_PASSES = 100;
/** The most that a search may read, and the most seeds that may search for one number of units. */
export const MAX_SEARCH_PASSES = 10_000;
export const MAX_SEARCH_SEEDS = 20;

/** The repair of each step of an iterative removal with repairs if nobody names one: the factor of Prune&Comp (arXiv 2507.18212). */
export const DEFAULT_ITERATE_REPAIR = 'scalar';

/** What an evolutionary search makes small: the divergence from the whole model, or the loss. */
export const FITNESSES = ['divergence', 'loss'] as const;
export type Fitness = (typeof FITNESSES)[number];
