import { countPasses, type PlannedWork } from '@lamina/benchmarks';
import { mapSteps, type Progress } from '@lamina/models';

/**
 * The time of an answer, in words: `about 4 min on this machine: 90 units alone, then up to 13 changes on 4 texts`.
 * @param windowSeconds time in which the whole model reads one window
 */
export function estimateTime(windowSeconds: number, work: PlannedWork): string {
  const { units, texts, effort } = work;
  const { candidates, repairs, speed } = effort;
  const changes = candidates + repairs;
  const minutes = Math.max(1, Math.round((countPasses(work) * windowSeconds) / 60));
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
