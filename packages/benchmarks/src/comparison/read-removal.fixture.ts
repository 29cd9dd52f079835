import { removalOf, type UnitKind } from '@lamina/plans';
import type { ReadRemoval } from './removal-cost.ts';

/** The facts of a removal that a test states; everything else follows from them. */
interface ReadFacts {
  readonly strategy: string;
  readonly kind?: UnitKind;
  readonly blocks: readonly number[];
  readonly seed?: number;
  /** Source of the text whose scores chose it; none for random draws. */
  readonly chosenOn?: string;
  readonly repair?: ReadRemoval['repair'];
  /** Share of the model's parameters that one unit holds. */
  readonly unitShare?: number;
  /** Logarithm of perplexity ÷ that of the whole model, by text. Each text is its own source. */
  readonly logs: Readonly<Record<string, number>>;
  readonly changedWords?: number;
}

/** A removal that was measured on some texts, with 16 windows of 511 scored tokens and a standard error of 0.01 each. */
export function readRemoval(facts: ReadFacts): ReadRemoval {
  const {
    strategy,
    kind = 'block',
    blocks,
    seed = null,
    chosenOn = null,
    repair = null,
    unitShare = 0.03,
    logs,
    changedWords = null,
  } = facts;
  const remove = removalOf(blocks.map((block) => ({ kind, block })));
  return {
    key: JSON.stringify([strategy, kind, blocks, seed, repair]),
    strategy,
    seed,
    chosenOn,
    scoreRunKey: null,
    protectFirst: false,
    protectLast: false,
    remove,
    removedCount: blocks.length,
    removedRatio: blocks.length / 30,
    units: [kind],
    removedParameterRatio: unitShare * blocks.length,
    repair,
    read: [chosenOn, repair?.source].flatMap((source) => (source === null || source === undefined ? [] : [{ text: source, source }])),
    texts: Object.entries(logs).map(([text, logLoss]) => ({
      text,
      source: text,
      contextTokens: 512,
      windows: 16,
      tokens: 16 * 511,
      logLoss,
      standardError: 0.01,
      changedWords,
    })),
  };
}
