import { estimateRatio, type RatioEstimate } from '@lamina/metrics';
import type { SpeedRatio } from './efficiency-measurement.ts';

/** The time that one run took, in seconds; `decode` is 0 for a model without caches. */
export interface RunTimes {
  readonly prefillSeconds: number;
  readonly decodeSeconds: number;
}

/** The conditions that end the runs of a form. */
export interface RepetitionLimits {
  /** The least number of runs that count. */
  readonly repetitions: number;
  readonly maxRepetitions: number;
  /** Runs end where the 95 % interval of each ratio is at most this wide, as a share of the ratio. */
  readonly ratioWidth: number;
  /** No run begins after this time, once there are `repetitions`. */
  readonly budgetMs: number;
}

/** What is run; `dense` is null for the whole model itself. */
export interface TurnTakers {
  readonly form: () => Promise<RunTimes>;
  readonly dense: (() => Promise<RunTimes>) | null;
}

export interface Repeated {
  readonly runs: readonly RunTimes[];
  readonly comparedWithDense: SpeedRatio | null;
}

/**
 * Runs a form and the whole model by turns until both ratios are known well enough. The order is swapped each time (form, dense, dense, form, …), so that
 * neither a slow moment of the machine nor the first place favours one of them.
 */
export async function repeatByTurns(
  { form, dense }: TurnTakers,
  limits: RepetitionLimits & { readonly onRepetition: () => void; readonly now?: () => number },
): Promise<Repeated> {
  const { repetitions, maxRepetitions, budgetMs, onRepetition, now = () => performance.now() } = limits;
  const runs: RunTimes[] = [];
  const denseRuns: RunTimes[] = [];
  const started = now();
  for (;;) {
    if (dense && runs.length % 2 === 1) denseRuns.push(await dense());
    runs.push(await form());
    if (dense && runs.length > denseRuns.length) denseRuns.push(await dense());
    onRepetition();
    if (runs.length < repetitions) continue;
    const comparedWithDense = dense ? compareRuns(runs, denseRuns) : null;
    const isSpent = runs.length >= maxRepetitions || now() - started >= budgetMs;
    if (isSpent || comparedWithDense === null || isSettled(comparedWithDense, limits.ratioWidth)) return { runs, comparedWithDense };
  }
}

/** Seconds of the whole model ÷ seconds of the form, run by run. */
function compareRuns(runs: readonly RunTimes[], denseRuns: readonly RunTimes[]): SpeedRatio {
  const ratiosOf = (read: (run: RunTimes) => number): number[] =>
    runs.flatMap((run, index) => {
      const beside = denseRuns[index];
      return beside ? [read(beside) / read(run)] : [];
    });
  const isDecoding = runs.every(({ decodeSeconds }) => decodeSeconds > 0);
  return {
    prefill: estimateRatio(ratiosOf(({ prefillSeconds }) => prefillSeconds)),
    decode: isDecoding ? estimateRatio(ratiosOf(({ decodeSeconds }) => decodeSeconds)) : null,
  };
}

function isSettled({ prefill, decode }: SpeedRatio, width: number): boolean {
  const isNarrow = ({ ratio, low, high }: RatioEstimate): boolean => low !== null && high !== null && high - low <= width * ratio;
  return isNarrow(prefill) && (decode === null || isNarrow(decode));
}
