import { estimateSeconds, type PlannedAnswer, planAnswerWork } from '@lamina/benchmarks';
import { mapSteps, type Progress } from '@lamina/models';

/**
 * The time of an answer, in words: `about 4 min on this machine: 90 units alone, then up to 13 changes on 4 texts`.
 * @param tokensPerSecond how fast the whole model reads the texts
 */
export function estimateTime(tokensPerSecond: number, answer: PlannedAnswer): string {
  const { units, windowTokens, forms, effort } = answer;
  const { length } = windowTokens;
  const changes = effort.candidates + effort.repairs + forms;
  const minutes = Math.max(1, Math.round(estimateSeconds(planAnswerWork(answer), tokensPerSecond) / 60));
  const then = effort.speed ? ', then benchmarks and speed of the named one' : '';
  return `about ${minutes} min on this machine: ${units} units alone, then up to ${changes} changes on ${length === 1 ? 'a text' : `${length} texts`}${then}`;
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
