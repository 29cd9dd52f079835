import { createLoader, type inferParserType, parseAsBoolean, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { settingParsers } from '../leaderboard/leaderboard-params.ts';

/** One point per model at the chosen share, or one per model and share. */
export const POINTS = ['models', 'shares'] as const;

/** The axes and options, as stored in the URL; the rows have the same filters as the leaderboard. */
export const exploreParsers = {
  x: parseAsString.withDefault('removed-parameters'),
  y: parseAsString.withDefault('average'),
  points: parseAsStringLiteral(POINTS).withDefault('models'),
  labels: parseAsBoolean.withDefault(true),
  ...settingParsers,
};

export type ExploreParams = inferParserType<typeof exploreParsers>;

/** Reads the URL of a request. */
export const loadExploreParams = createLoader(exploreParsers);
