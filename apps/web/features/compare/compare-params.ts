import { createLoader, type inferParserType, parseAsArrayOf, parseAsInteger, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { settingParsers } from '../leaderboard/leaderboard-params.ts';

/** Models and families side by side, together. */
export const MAX_ENTRIES = 6;

export const METRICS = ['block-influence', 'block-influence-final-norm', 'relative-magnitude'] as const;

/** Everything that the comparison shows, as it stands in the URL. */
export const compareParsers = {
  models: parseAsArrayOf(parseAsString).withDefault([]),
  families: parseAsArrayOf(parseAsString).withDefault([]),
  metric: parseAsStringLiteral(METRICS).withDefault('block-influence'),
  /** null: the one on which most blocks can be told apart. */
  scale: parseAsStringLiteral(['linear', 'log'] as const),
  lowest: parseAsInteger,
  baseline: parseAsString,
  ...settingParsers,
};

export type CompareParams = inferParserType<typeof compareParsers>;

/** Reads the URL of a request. */
export const loadCompareParams = createLoader(compareParsers);
