import { createLoader, createParser, type inferParserType, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { STRATEGY_NAMES } from '../pruning/strategy-name.ts';

/** Removed ratios offered on the page; any other ratio up to 1 may stand in the URL. */
export const REMOVED_RATIOS = [0.125, 0.25, 0.375, 0.5] as const;

const parseAsRatio = createParser<number>({
  parse: (text) => {
    const value = Number(text);
    return value > 0 && value <= 1 ? value : null;
  },
  serialize: String,
});

/** Everything the leaderboard shows, as it stands in the URL. */
export const leaderboardParsers = {
  strategy: parseAsStringLiteral(['best', ...STRATEGY_NAMES] as const).withDefault('block-influence'),
  removed: parseAsRatio.withDefault(0.25),
  lane: parseAsString,
  sort: parseAsString.withDefault('average'),
  dir: parseAsStringLiteral(['asc', 'desc'] as const).withDefault('desc'),
  q: parseAsString.withDefault(''),
};

export type LeaderboardParams = inferParserType<typeof leaderboardParsers>;

/** Reads the URL of a request. */
export const loadLeaderboardParams = createLoader(leaderboardParsers);
