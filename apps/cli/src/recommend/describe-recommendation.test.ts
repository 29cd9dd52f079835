import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { describeAnswer } from './describe-recommendation.ts';
import type { Recommendation, RecommendedRemoval } from './read-recommendation.ts';

const BIN = join(import.meta.dirname, '../../bin/lamina.mjs');
const temporary = createTemporaryFolder();
afterAll(temporary.remove);

const CHOICE: RecommendedRemoval = {
  ...{
    removed: [1],
    removedAttention: [2, 5],
    removedMlp: [3],
    repair: null,
    chosenOn: [],
    loss: 0.04,
    lossInterval: { low: 0, high: 0.08 },
  },
  ...{ probabilityWithin: 0.7, correctedProbability: 0.6, documents: 40, otherLoss: null, command: 'lamina prune', downloads: [] },
  saves: { parameters: 10, parameterRatio: 0.1, bytes: null, cacheBytesPerToken: null, prefill: null, decode: null, machine: null },
};
const ANSWER: Recommendation = {
  ...{ verdict: 'LIKELY', statement: 'Most likely.', method: 'Normal.', metric: 'average', maximumLoss: 0.07, minimumRetention: 1 - 0.07 },
  ...{ benchmarks: ['country-facts', 'verb-agreement'], lane: null, comparedCount: 1, documentsNeeded: 90, choice: CHOICE },
  ...{ surer: null, measure: null },
};

describe('the answer of lamina recommend', () => {
  it('names the evaluation that settles a choice that is not sure, as lamina evaluate reads it', async () => {
    const commands = listEvaluations(ANSWER);
    expect(commands).toEqual([
      'lamina evaluate lamina-llama-8 --remove 1 --remove-attention 2,5 --remove-mlp 3 --tasks country-facts,verb-agreement --until settled --fail-below 0.93',
    ]);
    const result = await run(commands.join());
    const [, pruned] = result.lamina.evaluations;
    expect(pruned.lamina).toMatchObject({ removed: [1], removedAttention: [2, 5], removedMlp: [3] });
    expect(Object.keys(pruned.lamina.settlements)).toEqual(ANSWER.benchmarks);
    for (const { limit } of Object.values<{ readonly limit: object }>(pruned.lamina.settlements))
      expect(limit).toEqual({ kind: 'retention', value: 0.93 });
  });

  it('names none for a sure choice, a repaired one, none at all, and a limit that every model keeps', () => {
    expect(listEvaluations({ ...ANSWER, verdict: 'WITHIN' })).toEqual([]);
    expect(listEvaluations({ ...ANSWER, choice: { ...CHOICE, repair: 'LINEAR' } })).toEqual([]);
    expect(listEvaluations({ ...ANSWER, verdict: 'UNDECIDED', choice: null })).toEqual([]);
    expect(listEvaluations({ ...ANSWER, maximumLoss: 1, minimumRetention: 0 })).toEqual([]);
  });
});

function listEvaluations(answer: Recommendation): readonly string[] {
  const lines = describeAnswer('lamina-llama-8', answer).split('\n');
  return lines.filter((line) => line.startsWith('lamina evaluate '));
}

/** The results of a printed command, which ends with 1 where less is kept. */
async function run(command: string) {
  const [, ...words] = [...command.split(' '), '--json', '-'];
  const env = { PATH: '/usr/bin:/bin', HOME: temporary.path };
  const { stdout } = await promisify(execFile)(process.execPath, [BIN, ...words], { env, maxBuffer: 2 ** 26 }).catch(
    (failed: { readonly code: number; readonly stdout: string }) => {
      if (failed.code !== 1) throw failed;
      return failed;
    },
  );
  return JSON.parse(stdout);
}
