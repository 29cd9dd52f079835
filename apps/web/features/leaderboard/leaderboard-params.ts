import { STRATEGY } from '@lamina/strategies';
import {
  createLoader,
  createParser,
  type inferParserType,
  parseAsArrayOf,
  parseAsFloat,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';
import { chanceParsers } from '../pruning/chance-params.ts';
import { TREATMENTS } from '../pruning/repair-name.ts';
import { STRATEGY_NAMES } from '../pruning/strategy-name.ts';
import { UNIT_SETS } from '../pruning/unit-sets.ts';

/** Removed ratios offered on the page; the URL may contain any other ratio up to 1. */
export const REMOVED_RATIOS = [0.125, 0.25, 0.375, 0.5] as const;

/** Thresholds of "low influence" offered on the page. */
export const LOW_INFLUENCES = [0.02, 0.05, 0.1, 0.2] as const;

/** What a removed share refers to. */
export const AXES = ['blocks', 'parameters'] as const;

export const COMPLETENESS = ['all', 'complete', 'partial'] as const;

const parseAsRatio = createParser<number>({
  parse: (text) => {
    const value = Number(text);
    return value > 0 && value <= 1 ? value : null;
  },
  serialize: String,
});

/** Settings that determine the numbers; a change sends a new request to the server. */
export const settingParsers = {
  strategy: parseAsStringLiteral(['best', ...STRATEGY_NAMES] as const).withDefault(STRATEGY.blockInfluence),
  removed: parseAsRatio.withDefault(0.25),
  /** What the share refers to. */
  axis: parseAsStringLiteral(AXES).withDefault('blocks'),
  /** Kinds of units that could be removed. */
  units: parseAsStringLiteral(UNIT_SETS).withDefault('block'),
  /** What was done to the pruned models: rows of different lanes are not ranked in one list. */
  treatment: parseAsStringLiteral(TREATMENTS).withDefault('none'),
  lane: parseAsString,
  /** Whether retention is above chance. */
  ...chanceParsers,
};

/** Filters that determine which rows are shown; the page applies them itself. */
export const filterParsers = {
  q: parseAsString.withDefault(''),
  family: parseAsArrayOf(parseAsString).withDefault([]),
  precision: parseAsArrayOf(parseAsString).withDefault([]),
  norm: parseAsArrayOf(parseAsString).withDefault([]),
  measured: parseAsStringLiteral(COMPLETENESS).withDefault('all'),
  minParameters: parseAsFloat,
  maxParameters: parseAsFloat,
  minBlocks: parseAsFloat,
  maxBlocks: parseAsFloat,
  low: parseAsRatio.withDefault(0.05),
};

export type LeaderboardSettings = inferParserType<typeof settingParsers>;
export type LeaderboardFilters = inferParserType<typeof filterParsers>;

/** Reads the settings from the URL of a request. */
export const loadLeaderboardSettings = createLoader(settingParsers);
