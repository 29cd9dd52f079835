import { AppError, getAt } from '@lamina/errors';
import { createLowestTracker, type LowestSettlement, MEASURES } from '@lamina/metrics';
import type { UnitSums } from './score-sums.ts';

/** When a score may end before its text does. */
export interface SettleRequest {
  /** How many blocks of lowest influence are asked for, 1 … L − 1. */
  readonly count: number;
  /** Probability that the answer is right, between 0.5 and 1. */
  readonly confidence: number;
  /** Seed of the random order in which windows are read. */
  readonly seed: number;
}

/** Whether the blocks of lowest influence are known, and how surely. The claim is about text of this kind, of which windows are random draws. */
export interface ScoreSettlement extends SettleRequest, LowestSettlement {
  /** Windows that the text has. */
  readonly available: number;
}

/** Follows which blocks are lowest while windows are read. */
interface ScoreSettler {
  /** Takes over the windows that are complete; `units` are those of each window, in the order of reading. */
  follow(units: readonly UnitSums[], windows: number): ScoreSettlement;
}

/** @throws AppError BAD_USER_INPUT for a count or a confidence that cannot be */
export function createScoreSettler(
  { count, confidence, seed }: SettleRequest,
  { blocks, available }: { readonly blocks: number; readonly available: number },
): ScoreSettler {
  if (!Number.isInteger(count) || count < 1 || count >= blocks)
    throw new AppError('BAD_USER_INPUT', `the ${count} lowest of ${blocks} blocks cannot be asked for; ask for 1 to ${blocks - 1}`);
  if (!(confidence >= 0.5 && confidence < 1))
    throw new AppError('BAD_USER_INPUT', `a confidence of ${confidence} cannot be reached; ask for one from 0.5 to 0.999`);
  const tracker = createLowestTracker(blocks, { count, confidence });
  let followed = 0;
  return {
    follow(units, windows) {
      for (const { blockInfluence } of units.slice(followed, windows)) {
        const { sum, count } = blockInfluence;
        const means = sum.map((total, block) => MEASURES.blockInfluence.fromSums({ sum: total, count: getAt(count, block) }));
        // A window in which a block has no defined cosine says nothing of that block.
        if (means.every((mean) => mean !== null)) tracker.add(means);
      }
      followed = windows;
      return { count, confidence, seed, available, ...tracker.settle() };
    },
  };
}

/** For a person: what is known, and what this text cannot tell; one entry per line. */
export function describeSettlement({
  windows,
  available,
  count,
  confidence,
  lowest,
  setConfidence,
  orderConfidence,
  open,
  isSettled,
}: ScoreSettlement): readonly string[] {
  const names = [...lowest].sort((a, b) => a - b).join(', ');
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  if (isSettled)
    return [
      `settled after ${windows} of ${available} windows: blocks ${names} are the ${count} of lowest influence (confidence ${percent(setConfidence)}; of their order ${percent(orderConfidence)})`,
    ];
  return [
    `not settled at ${percent(confidence)} after all ${available} windows: blocks ${names} look lowest (confidence ${percent(setConfidence)})`,
    ...open.map(([inside, outside]) => `  this text shows no difference between blocks ${inside} and ${outside}`),
  ];
}
