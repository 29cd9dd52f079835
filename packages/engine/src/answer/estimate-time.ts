import { mapSteps, type Progress } from '../progress/progress.ts';
import type { EffortSettings } from './effort.ts';

/** The measurements that are planned. */
interface PlannedWork {
  /** Units that are measured alone. */
  readonly units: number;
  readonly texts: number;
  readonly effort: EffortSettings;
}

/** Removals share the states before their first change: units alone cost half of a pass on average, sets that begin anywhere a little more. */
const PASS_OF_UNIT = 0.5;
const PASS_OF_SET = 0.6;
/** Share of the windows between the first look and the last one that changes read on average until they are decided. */
const READ_ON = 0.4;

/**
 * The time of an answer, in words: `about 4 min on this machine: 90 units alone, then up to 13 changes on 4 texts`.
 * @param windowSeconds time in which the whole model reads one window
 */
export function estimateTime(windowSeconds: number, { units, texts, effort }: PlannedWork): string {
  const { screening, windows, candidates, repairs, speed } = effort;
  const changes = candidates + repairs;
  const each = windows.minimum + READ_ON * (windows.maximum - windows.minimum);
  const passes = screening * units * PASS_OF_UNIT + texts * each * (1 + changes * PASS_OF_SET);
  const minutes = Math.max(1, Math.round((passes * windowSeconds) / 60));
  const then = speed ? ', then benchmarks and speed of the named one' : '';
  return `about ${minutes} min on this machine: ${units} units alone, then up to ${changes} changes on ${texts === 1 ? 'a text' : `${texts} texts`}${then}`;
}

/** Passes on the steps of a job, and gives its result with the time that they took; null if an earlier run had done some of them. */
export async function* timeSteps<T>(
  job: AsyncGenerator<Progress, T>,
): AsyncGenerator<Progress, { readonly result: T; readonly seconds: number | null }> {
  const started = performance.now();
  let [isAny, isKnown] = [false, false];
  const result = yield* mapSteps(job, (step): Progress => {
    isAny = true;
    if (step.checkpoint === undefined) isKnown = true;
    return step;
  });
  return { result, seconds: isKnown || !isAny ? null : (performance.now() - started) / 1000 };
}
