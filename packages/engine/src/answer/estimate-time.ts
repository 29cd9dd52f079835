import { estimateSeconds, type PlannedAnswer, planAnswerWork } from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import { mapSteps, NO_WEIGHTS, type Progress } from '@lamina/models';
import { createModel, createNode, createValueInfo, DATA_TYPE } from '@lamina/onnx';
import { Tensor } from 'onnxruntime-node';
import { createSession, type SessionOptions } from '../session/session.ts';

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

/** As long as a row of the models that people run; enough rows for all units of a processor. */
const [ROWS, WIDTH] = [256, 2048];
const PRODUCT = createModel({
  name: 'a product',
  nodes: [createNode('MatMul', ['a', 'b'], ['y'])],
  inputs: [createValueInfo('a', DATA_TYPE.float, [ROWS, WIDTH]), createValueInfo('b', DATA_TYPE.float, [WIDTH, WIDTH])],
  outputs: [createValueInfo('y', DATA_TYPE.float, [ROWS, WIDTH])],
});
/** The first product also allocates memory. */
const PRODUCTS = 4;
/** Models read at this share of the speed of large products: attentions, norms and packed weights take the rest. */
const SHARE_OF_PRODUCTS = 0.7;

/** About how many tokens a second a model of some parameters reads here, from a product of matrices that takes well under a second. */
export async function predictTokensPerSecond(parameters: number, options: SessionOptions): Promise<number> {
  const session = await createSession(PRODUCT, NO_WEIGHTS, options);
  try {
    const matrix = (rows: number): Tensor => new Tensor('float32', new Float32Array(rows * WIDTH).fill(1), [rows, WIDTH]);
    const feeds = { a: matrix(ROWS), b: matrix(WIDTH) };
    const durations: number[] = [];
    for (let run = 0; run < PRODUCTS; run += 1) {
      const started = performance.now();
      await session.run(feeds);
      durations.push((performance.now() - started) / 1000);
    }
    const least = getAt(
      durations.toSorted((a, b) => a - b),
      0,
    );
    return (SHARE_OF_PRODUCTS * (2 * ROWS * WIDTH * WIDTH)) / least / (2 * parameters);
  } finally {
    await session.release();
  }
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
