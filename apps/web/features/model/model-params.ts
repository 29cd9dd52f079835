import { createLoader, createSerializer, type inferParserType, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { UNIT_SETS } from '../pruning/unit-sets.ts';

export const MODEL_TABS = ['strategies', 'repairs', 'prunings', 'layers', 'provenance'] as const;
export type ModelTab = (typeof MODEL_TABS)[number];

/** The choices of the model page, as stored in the URL. */
export const modelParsers = {
  tab: parseAsStringLiteral(MODEL_TABS).withDefault('strategies'),
  /** null: the scale on which most blocks can be distinguished. */
  scale: parseAsStringLiteral(['linear', 'log'] as const),
  /** The text on which costs are shown; null: the one that judges most removals. */
  text: parseAsString,
  /** The units of the tables of strategies and of prunings. */
  units: parseAsStringLiteral(UNIT_SETS).withDefault('block'),
  /** The benchmark, or text, of the table of strategies. */
  benchmark: parseAsString,
  /** The score run whose scores are shown; null: the canonical one. */
  run: parseAsString,
};

export type ModelParams = inferParserType<typeof modelParsers>;

/** Reads the URL of a request. */
export const loadModelParams = createLoader(modelParsers);
/** Writes them into an address. */
export const serializeModelParams = createSerializer(modelParsers);
