import type { UnitKind } from '@lamina/plans';
import { createLoader, createParser, type inferParserType, parseAsString, parseAsStringLiteral } from 'nuqs/server';

/** What may be removed, as it stands in the URL: null = every kind that was measured. */
export const REMOVABLE_UNITS = {
  all: null,
  block: ['block'],
  'block-attention': ['block', 'attention'],
} as const satisfies Readonly<Record<string, readonly UnitKind[] | null>>;
export type RemovableUnits = keyof typeof REMOVABLE_UNITS;

const parseAsShare = createParser<number>({
  parse: (text) => {
    const value = Number(text);
    return value > 0 && value <= 1 ? value : null;
  },
  serialize: String,
});

/** What is asked, as it stands in the URL. */
export const recommendationParsers = {
  /** Largest loss that is allowed, as a share: one of those offered, or any other up to 1. */
  loss: parseAsShare.withDefault(0.05),
  /** What the loss is meant on: average, perplexity or the name of a benchmark. */
  on: parseAsString.withDefault('average'),
  /** What may be removed. Pages have other choices of units, so the name differs. */
  may: parseAsStringLiteral(Object.keys(REMOVABLE_UNITS) as RemovableUnits[]).withDefault('all'),
  /** Slug of the model, on pages of several. */
  of: parseAsString,
};

export type RecommendationParams = inferParserType<typeof recommendationParsers>;

/** Reads the URL of a request. */
export const loadRecommendationParams = createLoader(recommendationParsers);
