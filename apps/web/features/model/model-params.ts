import { MEASURES, nameInId } from '@lamina/metrics';
import { createLoader, type inferParserType, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { chanceParsers } from '../pruning/chance-params.ts';
import { STRATEGY_NAMES } from '../pruning/strategy-name.ts';
import { UNIT_SETS } from '../pruning/unit-sets.ts';

/** The block metrics of the chart; the first two differ only in the last block. */
export const BLOCK_METRIC = {
  blockInfluence: nameInId(MEASURES.blockInfluence.id),
  finalNorm: 'final-norm',
  relativeMagnitude: nameInId(MEASURES.relativeMagnitude.id),
  attentionInfluence: nameInId(MEASURES.attentionInfluence.id),
  mlpInfluence: nameInId(MEASURES.mlpInfluence.id),
} as const;

export type BlockMetric = (typeof BLOCK_METRIC)[keyof typeof BLOCK_METRIC];

/** The choices of the model page, as stored in the URL. */
export const modelParsers = {
  metric: parseAsStringLiteral(Object.values(BLOCK_METRIC)).withDefault(BLOCK_METRIC.blockInfluence),
  /** null: the scale on which most blocks can be distinguished. */
  scale: parseAsStringLiteral(['linear', 'log'] as const),
  show: parseAsStringLiteral(['value', 'rank'] as const).withDefault('value'),
  /** First and last block of the outlined span, as `3-5`. */
  span: parseAsString,
  provenance: parseAsStringLiteral(['open'] as const),
  /** The units whose prunings are shown. */
  units: parseAsStringLiteral(UNIT_SETS).withDefault('block'),
  strategy: parseAsStringLiteral(STRATEGY_NAMES),
  /** The strategy and the calibration text of the repairs; null: those that were measured most. */
  repairStrategy: parseAsStringLiteral(STRATEGY_NAMES),
  repairText: parseAsString,
  run: parseAsString,
  lane: parseAsString,
  benchmark: parseAsString.withDefault('average'),
  /** Whether retention is above chance. */
  ...chanceParsers,
};

export type ModelParams = inferParserType<typeof modelParsers>;

/** Reads the URL of a request. */
export const loadModelParams = createLoader(modelParsers);
