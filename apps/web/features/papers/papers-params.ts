import { createLoader, type inferParserType, parseAsArrayOf, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { settingParsers } from '../leaderboard/leaderboard-params.ts';

export const CHECKS = ['all', 'agrees', 'disagrees'] as const;

/** The choices of the papers page, as stored in the URL. */
export const papersParsers = {
  /** Short name of the paper, as getPaperName gives it. */
  paper: parseAsString.withDefault('ShortGPT'),
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
