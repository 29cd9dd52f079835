import { afterAll, describe, expect, it } from '@jest/globals';
import type { Task } from '@lamina/benchmarks';
import { changeOf } from '@lamina/plans';
import { assertTensorsClose, buildTinyDecoder, createTemporaryFolder, writeModelFolder } from '@lamina/test-utils/models';
import { FIXTURES, finish, fixtureFolder, type Golden, readGolden, withoutBlocks } from '../session/golden.fixture.ts';
import type { ChangeEvaluation } from './evaluate-group.ts';
import { type EvaluateOptions, evaluateModel } from './evaluate-model.ts';

// Sums of up to 104 float32 logarithms against float64.
const TOLERANCE = 2e-3;
const temporary = createTemporaryFolder();
afterAll(temporary.remove);

function evaluate(options: Omit<EvaluateOptions, 'threads'>): Promise<readonly ChangeEvaluation[]> {
  return finish(evaluateModel({ threads: 1, ...options }));
}

function taskOf(kind: Task['kind'], rows: readonly object[]): Task {
  const facts = {
    name: kind,
    version: '1',
    category: 'test',
    description: 'golden',
    chance: kind === 'perplexity' ? null : 0.5,
    digest: '',
  };
  return { ...facts, kind, documents: rows.map((row, index) => ({ id: `${index}`, ...row })) } as unknown as Task;
}

/** Each golden question beside itself: a question needs two answers. The task puts the space before the answer. */
function questionsOf(golden: Golden): Task {
  const rows = golden.questions.map(({ context, continuation }) => {
    const answer = continuation.slice(1);
    return { context, choices: [answer, answer], gold: 0 };
  });
  return taskOf('multiple-choice', rows);
}

function logLikelihoods(evaluation: ChangeEvaluation | undefined, task: number): number[] {
  return evaluation?.tasks[task]?.samples.map((sample) => sample.logLikelihoods[0] ?? Number.NaN) ?? [];
}

describe.each(FIXTURES)('evaluateModel on %s', (name) => {
  const golden = readGolden(name);
  const model = fixtureFolder(name);
  const removals = golden.results.map(({ removed }) => withoutBlocks(...removed));
  const tasks = [
    questionsOf(golden),
    taskOf(
      'perplexity',
      golden.texts.map((text) => ({ text })),
    ),
  ];

  it('gives the log-likelihoods of PyTorch, whole and without blocks, whatever the batch', async () => {
    for (const batch of [1, 4, 16]) {
      const evaluations = await evaluate({ model, changes: removals.map((removal) => changeOf(removal)), tasks, batch });
      expect(evaluations.map(({ remove }) => remove)).toEqual(removals);
      for (const [index, { evaluation }] of golden.results.entries()) {
        const questions = evaluation.questions.map(({ logLikelihood }) => logLikelihood);
        assertTensorsClose(logLikelihoods(evaluations[index], 0), questions, TOLERANCE);
        assertTensorsClose(logLikelihoods(evaluations[index], 1), evaluation.texts, TOLERANCE);
      }
    }
  });

  it('agrees with itself to 1e-4 of a nat whatever the batch', async () => {
    const [alone] = await evaluate({ model, changes: [changeOf(withoutBlocks())], tasks, batch: 1 });
    const [together] = await evaluate({ model, changes: [changeOf(withoutBlocks())], tasks, batch: 16 });
    for (const task of tasks.keys()) assertTensorsClose(logLikelihoods(together, task), logLikelihoods(alone, task), 1e-4);
  });

  it('makes bits per byte of them', async () => {
    const [dense] = await evaluate({ model, changes: [changeOf(withoutBlocks())], tasks });
    const bytes = golden.texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    const nats = golden.results[0]?.evaluation.texts.reduce((sum, value) => sum + value, 0) ?? Number.NaN;
    const bits = dense?.tasks[1]?.metrics.find(({ metric }) => metric === 'bits_per_byte')?.value;
    assertTensorsClose([bits ?? null], [-nats / Math.LN2 / bytes], 1e-4);
  });

  it('counts every piece of every removal once in its progress', async () => {
    const steps: { done: number; total: number; change: number | undefined }[] = [];
    const job = evaluateModel({ model, changes: [changeOf(withoutBlocks()), changeOf(withoutBlocks(1))], tasks, batch: 3, threads: 1 });
    for (let step = await job.next(); !step.done; step = await job.next()) {
      const { phase, done, total, change } = step.value;
      if (phase === 'evaluate') steps.push({ done, total, change });
    }
    // Five questions with two answers, one text of one piece and one of two.
    expect(steps.at(-1)).toEqual({ done: 26, total: 26, change: 1 });
    expect(steps.map(({ done }) => done)).toEqual(steps.map(({ done }) => done).sort((a, b) => a - b));
  });
});

describe('evaluateModel', () => {
  const model = fixtureFolder('tiny-llama');

  it('asks choices that share all but their last letter, and versions of a question, as if each were alone', async () => {
    const pairs = [
      ['a do', 'g'],
      ['a do', 't'],
      ['the', ' hat'],
      ['his', ' hat'],
    ] as const;
    const alone = pairs.map(([context, continuation]) => ({ id: context + continuation, context, continuation }));
    const facts = { version: '1', category: 'test', description: 'as one', chance: null, digest: 'none' };
    const apart: Task = { ...facts, name: 'apart', kind: 'continuation', documents: alone };
    const choices: Task = {
      ...facts,
      name: 'choices',
      kind: 'multiple-choice',
      targetDelimiter: '',
      documents: [
        { id: '0', context: 'a do', choices: ['g', 't'], gold: 1 },
        { id: '1', contexts: ['the', 'his'], choices: ['the', 'his'], continuation: ' hat', gold: 0 },
      ],
    };
    const [evaluation] = await evaluate({ model, changes: [changeOf(withoutBlocks())], tasks: [choices] });
    const truth: number[] = [];
    for (const document of alone) {
      const [single] = await evaluate({
        model,
        changes: [changeOf(withoutBlocks())],
        tasks: [{ ...apart, documents: [document] }],
        batch: 1,
      });
      truth.push(...logLikelihoods(single, 0));
    }
    assertTensorsClose(evaluation?.tasks[0]?.samples.flatMap(({ logLikelihoods: values }) => values) ?? [], truth, 1e-4);
  });

  it('gives the same to 1e-4 whether beginnings are shared or each row is read whole, whatever the batch', async () => {
    const context = 'the dog and the cat sat on his hat';
    const documents = ['', ' a', ' at the'].flatMap((more, index) => [
      { context: context + more, choices: ['and a hat', 'the dog', 'that'], gold: index },
    ]);
    const changes = [changeOf(withoutBlocks()), changeOf(withoutBlocks(1)), changeOf(withoutBlocks(0, 2))];
    const answers = documents.flatMap(({ context, choices }) => choices.map((choice) => ({ context, continuation: ` ${choice}` })));
    // A task of one answer has nothing to share.
    const alone = answers.map((answer) => taskOf('continuation', [answer]));
    const whole = await evaluate({ model, changes, tasks: alone, batch: 1 });
    for (const batch of [2, 5, 32]) {
      const shared = await evaluate({ model, changes, tasks: [taskOf('multiple-choice', documents)], batch });
      for (const [removal, { tasks: found }] of shared.entries())
        assertTensorsClose(
          found[0]?.samples.flatMap(({ logLikelihoods: values }) => values) ?? [],
          alone.flatMap((_, task) => logLikelihoods(whole[removal], task)),
          1e-4,
        );
    }
  });

  it('refuses a folder without a tokenizer', async () => {
    const folder = writeModelFolder(`${temporary.path}/bare`, buildTinyDecoder({ norm: 'pre', blocks: 2 }), { tokenizer: false });
    const tasks = [taskOf('perplexity', [{ text: 'a text' }])];
    await expect(evaluate({ model: folder, changes: [changeOf(withoutBlocks())], tasks })).rejects.toMatchObject({
      code: 'TOKENIZER_MISSING',
    });
  });

  it('refuses an answer longer than the model reads', async () => {
    const tasks = [taskOf('multiple-choice', [{ context: 'a', choices: ['b', 'c'.repeat(80)], gold: 0 }])];
    await expect(evaluate({ model, changes: [changeOf(withoutBlocks())], tasks })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('refuses blocks that the model does not have', async () => {
    const tasks = [taskOf('perplexity', [{ text: 'a text' }])];
    await expect(evaluate({ model, changes: [changeOf(withoutBlocks()), changeOf(withoutBlocks(7))], tasks })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });
});
