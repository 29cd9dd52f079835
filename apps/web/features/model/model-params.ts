import { createLoader, type inferParserType, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { STRATEGY_NAMES } from '../pruning/strategy-name.ts';

/** The block metrics of the chart; the first two differ in the state after the last block. */
export const BLOCK_METRICS = ['block-influence', 'final-norm', 'relative-magnitude'] as const;

export type BlockMetric = (typeof BLOCK_METRICS)[number];

/** What the model page shows, as it stands in the URL. */
export const modelParsers = {
  metric: parseAsStringLiteral(BLOCK_METRICS).withDefault('block-influence'),
  /** null: the one on which most blocks can be told apart. */
  scale: parseAsStringLiteral(['linear', 'log'] as const),
  show: parseAsStringLiteral(['value', 'rank'] as const).withDefault('value'),
  /** First and last block of the span that is outlined, as `3-5`. */
  span: parseAsString,
  provenance: parseAsStringLiteral(['open'] as const),
  strategy: parseAsStringLiteral(STRATEGY_NAMES),
  run: parseAsString,
  lane: parseAsString,
  benchmark: parseAsString.withDefault('average'),
};

export type ModelParams = inferParserType<typeof modelParsers>;

/** Reads the URL of a request. */
export const loadModelParams = createLoader(modelParsers);
