import { createLoader, type inferParserType, parseAsArrayOf, parseAsInteger, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { settingParsers } from '../leaderboard/leaderboard-params.ts';

/** Maximum number of models and families together. */
export const MAX_ENTRIES = 6;

export const METRICS = ['block-influence', 'block-influence-final-norm', 'relative-magnitude'] as const;

/** All choices of the comparison, as stored in the URL. */
export const compareParsers = {
  models: parseAsArrayOf(parseAsString).withDefault([]),
  families: parseAsArrayOf(parseAsString).withDefault([]),
  metric: parseAsStringLiteral(METRICS).withDefault('block-influence'),
  /** null: the scale on which most blocks can be distinguished. */
  scale: parseAsStringLiteral(['linear', 'log'] as const),
  lowest: parseAsInteger,
  baseline: parseAsString,
  ...settingParsers,
};

export type CompareParams = inferParserType<typeof compareParsers>;

/** Reads the URL of a request. */
export const loadCompareParams = createLoader(compareParsers);
