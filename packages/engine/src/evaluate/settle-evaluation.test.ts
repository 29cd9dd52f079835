import { describe, expect, it } from '@jest/globals';
import { parseTask, type Task } from '@lamina/benchmarks';
import { finish, fixtureFolder, withoutBlocks } from '../text/golden.fixture.ts';
import { evaluateModel } from './evaluate-model.ts';
import { type SettleEvaluationOptions, settleEvaluation } from './settle-evaluation.ts';

const WORDS = ['dog', 'fog', 'hat', 'mat', 'arc', 'oak', 'sun', 'sea', 'log', 'cat', 'day', 'ink', 'ice', 'tea', 'fox', 'owl', 'elm'];

/** 17 documents: two looks, and one more document. */
function taskOf(kind: Task['kind'], rowOf: (word: string, place: number) => object, settings: object = {}): Task {
  const facts = { name: kind, version: '1', kind, category: 'test', description: 'words', chance: null, ...settings };
  return parseTask(JSON.stringify(facts), WORDS.map((word, place) => JSON.stringify({ id: word, ...rowOf(word, place) })).join('\n'));
}

const choices = taskOf('multiple-choice', (word, place) => ({ context: 'the old', choices: [word, 'x'], gold: place % 2 }));
const texts = taskOf('perplexity', (word) => ({ text: `a ${word} and a ${word}` }));
const request = {
  model: fixtureFolder('tiny-llama'),
  removal: withoutBlocks(1),
  confidence: 0.95,
  seed: 7,
  threads: 1,
} satisfies Partial<SettleEvaluationOptions>;

describe('settleEvaluation', () => {
  it('reads all documents where they settle nothing, with the answers of a whole evaluation', async () => {
    const tasks = [choices, texts];
    const settled = await finish(settleEvaluation({ ...request, tasks, limit: { kind: 'margin', value: 1e-6 } }));
    const whole = await finish(evaluateModel({ ...request, tasks, removals: [withoutBlocks(), withoutBlocks(1)] }));
    for (const [place, result] of [settled.dense, settled.pruned].entries()) {
      for (const [task, evaluation] of result.tasks.entries()) {
        const expected = whole[place]?.tasks[task]?.samples ?? [];
        const byName = new Map(expected.map((sample) => [sample.documentId, sample]));
        expect(evaluation.samples.map(({ documentId }) => documentId).toSorted()).toEqual(WORDS.toSorted());
        expect(evaluation.samples.map(({ documentId }) => documentId)).not.toEqual(WORDS);
        for (const { documentId, logLikelihoods } of evaluation.samples)
          for (const [choice, value] of logLikelihoods.entries())
            expect(value).toBeCloseTo(byName.get(documentId)?.logLikelihoods[choice] ?? Number.NaN, 4);
      }
    }
    expect(settled.settlements[0]).toMatchObject({ metric: 'acc', verdict: 'open', documents: 17, available: 17, seed: 7 });
    // Two verdicts share the error.
    expect(settled.settlements[0]?.confidence).toBeCloseTo(0.975, 12);
  });

  it('stops at the first look that settles the limit', async () => {
    const run = settleEvaluation({ ...request, tasks: [choices], limit: { kind: 'margin', value: 1 } });
    const { tasks, dense, pruned, settlements } = await finish(run);
    expect(settlements).toMatchObject([{ verdict: 'within', documents: 8, available: 17 }]);
    expect([tasks[0]?.documents.length, dense.tasks[0]?.sampleCount, pruned.tasks[0]?.sampleCount]).toEqual([8, 8, 8]);
  });

  it('writes and compares generated answers', async () => {
    const answers = taskOf('generation', (word) => ({ context: 'the', references: [word] }), { until: ['\n'], maxTokens: 2 });
    const { settlements } = await finish(settleEvaluation({ ...request, tasks: [answers], limit: { kind: 'retention', value: 0.9 } }));
    expect(settlements).toMatchObject([{ metric: 'exact_match', quantity: 'surplus', documents: 17 }]);
  });

  it('refuses what cannot be settled', async () => {
    const refuse = (rest: Partial<SettleEvaluationOptions>) =>
      expect(finish(settleEvaluation({ ...request, tasks: [choices], limit: { kind: 'margin', value: 0.02 }, ...rest }))).rejects;
    await refuse({ removal: withoutBlocks() }).toThrow('not compared with itself');
    await refuse({ limit: { kind: 'margin', value: 0 } }).toThrow('a margin of 0');
    await refuse({ confidence: 1 }).toThrow('a confidence of 1');
  });
});
