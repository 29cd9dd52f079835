import { getAt } from '@lamina/errors';
import { estimateRatio, type RatioEstimate } from '@lamina/metrics';
import type { SpeedRatio } from './efficiency-measurement.ts';
import type { RunTimes, Turns } from './measure-round.ts';

/** The conditions that end the rounds of a form. */
export interface RoundLimits {
  /** The least number of rounds. */
  readonly rounds: number;
  readonly maxRounds: number;
  /** Rounds end where the 95 % interval of each ratio is at most this wide, as a share of the ratio. */
  readonly ratioWidth: number;
  /** No round begins after this time, once there are `rounds`. */
  readonly budgetMs: number;
}

export interface Repeated<Round> {
  readonly done: readonly Round[];
  readonly comparedWithDense: SpeedRatio | null;
}

/**
 * Repeats rounds until both ratios are known well enough, and yields after each. Every round opens the models anew, because a session has a speed of its
 * own: the ratio of a round is one observation, and the interval holds what differs between sessions.
 * @param measure runs one round; the whole model goes first in every other one
 */
export async function* repeatRounds<Round extends Turns>(
  measure: (startsWithDense: boolean) => Promise<Round>,
  { rounds, maxRounds, ratioWidth, budgetMs, now = () => performance.now() }: RoundLimits & { readonly now?: () => number },
): AsyncGenerator<void, Repeated<Round>> {
  const done: Round[] = [];
  const started = now();
  for (;;) {
    done.push(await measure(done.length % 2 === 1));
    yield;
    if (done.length < rounds) continue;
    const comparedWithDense = compareRounds(done);
    const isSpent = done.length >= maxRounds || now() - started >= budgetMs;
    if (isSpent || comparedWithDense === null || isSettled(comparedWithDense, ratioWidth)) return { done, comparedWithDense };
  }
}

/** Null for the whole model itself. */
function compareRounds(rounds: readonly Turns[]): SpeedRatio | null {
  if (rounds.every(({ denseRuns }) => denseRuns.length === 0)) return null;
  const estimate = (read: (run: RunTimes) => number) => estimateRatio(rounds.map((round) => ratioOf(round, read)));
  const isDecoding = rounds.every(({ runs }) => runs.every(({ decodeSeconds }) => decodeSeconds > 0));
  return {
    prefill: estimate(({ prefillSeconds }) => prefillSeconds),
    decode: isDecoding ? estimate(({ decodeSeconds }) => decodeSeconds) : null,
  };
}

/** Seconds of the whole model ÷ seconds of the form: the geometric mean over the runs of a round. */
function ratioOf({ runs, denseRuns }: Turns, read: (run: RunTimes) => number): number {
  return estimateRatio(runs.map((run, index) => read(getAt(denseRuns, index)) / read(run))).ratio;
}

function isSettled({ prefill, decode }: SpeedRatio, width: number): boolean {
  const isNarrow = ({ ratio, low, high }: RatioEstimate): boolean => low !== null && high !== null && high - low <= width * ratio;
  return isNarrow(prefill) && (decode === null || isNarrow(decode));
}
