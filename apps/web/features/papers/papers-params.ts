import { createLoader, type inferParserType, parseAsArrayOf, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { settingParsers } from '../leaderboard/leaderboard-params.ts';

export const CHECKS = ['all', 'agrees', 'disagrees'] as const;

/** What the page of papers shows, as it stands in the URL. */
export const papersParsers = {
  table: parseAsString.withDefault('2'),
  models: parseAsArrayOf(parseAsString).withDefault([]),
  methods: parseAsArrayOf(parseAsString).withDefault([]),
  check: parseAsStringLiteral(CHECKS).withDefault('all'),
  q: parseAsString.withDefault(''),
  ...settingParsers,
};

export type PapersParams = inferParserType<typeof papersParsers>;

/** Reads the URL of a request. */
export const loadPapersParams = createLoader(papersParsers);
