import { NO_REPAIR, REPAIR_KINDS, type RepairKind } from '@lamina/metrics';
import { DEFAULT_SEARCH_PASSES, FITNESSES, WEIGHT_PRECISIONS } from '@lamina/plans';
import { STRATEGY } from '@lamina/strategies';
import { createLoader, type inferParserType, parseAsArrayOf, parseAsInteger, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { STRATEGY_NAMES, type StrategyName } from '../pruning/strategy-name.ts';
import { UNIT_SETS } from '../pruning/unit-sets.ts';

/** Strategies that a study may compare; named units are a field of their own. */
export const STUDY_STRATEGIES = STRATEGY_NAMES.filter(
  (name): name is Exclude<StrategyName, typeof STRATEGY.explicit> => name !== STRATEGY.explicit,
);

/** Repairs that a study may measure beside the removals alone. */
export const STUDY_REPAIRS = REPAIR_KINDS.filter((kind): kind is Exclude<RepairKind, typeof NO_REPAIR> => kind !== NO_REPAIR);

/** Available scoring windows, in tokens. */
export const WINDOWS = [128, 256, 512, 1024, 2048] as const;

/** Numbers of documents offered for each benchmark. */
export const DOCUMENT_LIMITS = [50, 100, 200, 500] as const;

/** How much of the text is read. */
export const READ_CHOICES = ['whole', 'settled'] as const;

/** Optional parts of a study. */
export const STUDY_EXTRAS = ['efficiency', 'protect-first', 'protect-last'] as const;

/** The state of the form, as stored in the URL; an empty list of benchmarks means all. */
export const submitParsers = {
  models: parseAsArrayOf(parseAsString).withDefault([]),
  find: parseAsString.withDefault(''),
  calibration: parseAsString,
  window: parseAsInteger.withDefault(256),
  read: parseAsStringLiteral(READ_CHOICES).withDefault('whole'),
  strategies: parseAsArrayOf(parseAsStringLiteral(STUDY_STRATEGIES)).withDefault([
    STRATEGY.blockInfluence,
    STRATEGY.reverse,
    STRATEGY.randomInner,
  ]),
  units: parseAsArrayOf(parseAsStringLiteral(UNIT_SETS)).withDefault(['block']),
  counts: parseAsString.withDefault('1, 2, 3, 4'),
  seeds: parseAsInteger.withDefault(5),
  /** Blocks of one set of named units, and those of which the attention or the MLP is removed, as `3, 4`. */
  remove: parseAsString.withDefault(''),
  removeAttention: parseAsString.withDefault(''),
  removeMlp: parseAsString.withDefault(''),
  /** Of each evolutionary search: how often it may read the text, the seeds as `0, 1`, and what it makes small. */
  passes: parseAsInteger.withDefault(DEFAULT_SEARCH_PASSES),
  searchSeeds: parseAsString.withDefault('0'),
  fitness: parseAsStringLiteral(FITNESSES).withDefault('divergence'),
  repairs: parseAsArrayOf(parseAsStringLiteral(STUDY_REPAIRS)).withDefault([]),
  /** Name of the text on which they are solved; null = the text of the scores. */
  repairText: parseAsString,
  precisions: parseAsArrayOf(parseAsStringLiteral(WEIGHT_PRECISIONS)).withDefault([]),
  benchmarks: parseAsArrayOf(parseAsString),
  /** Documents of each benchmark, from its start; null = all. */
  limit: parseAsInteger,
  extras: parseAsArrayOf(parseAsStringLiteral(STUDY_EXTRAS)).withDefault([]),
};

export type SubmitParams = inferParserType<typeof submitParsers>;

/** Reads the URL of a request. */
export const loadSubmitParams = createLoader(submitParsers);
