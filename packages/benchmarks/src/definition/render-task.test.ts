import { describe, expect, it } from '@jest/globals';
import { listGenerations, listRequests } from '../requests/instance.ts';
import { getText, getTextList, type Row } from '../task/row.ts';
import { compileChatTemplate } from '../template/compile-chat-template.ts';
import { defineTask } from './define-task.fixture.ts';
import { renderTask } from './render-task.ts';

const SOURCE = { kind: 'files', format: 'json', files: {} } as const;
const FACTS = { name: 'sample', version: '1.0', category: 'words', description: 'For tests', source: SOURCE, split: 'test' } as const;
const CHOICES = defineTask({
  ...FACTS,
  kind: 'choices',
  preambleOf: () => 'Answer.\n\n',
  toItem: (row) => ({ kind: 'choices', question: getText(row, 'q'), choices: getTextList(row, 'c'), gold: Number(row.g) }),
  shots: { sampler: 'first_n', split: 'train' },
  metrics: [{ metric: 'acc' }],
});
const ROWS: readonly Row[] = [
  { q: 'Q1', c: ['x', 'y'], g: 1 },
  { q: 'Q2', c: ['u', 'v', 'w', 'z'], g: 0 },
  { q: 'Q3', c: ['k', 'l'], g: 0 },
];

describe('renderTask', () => {
  it('puts description and solved examples before the question, and nothing after it', () => {
    const task = renderTask(CHOICES, { rows: ROWS.slice(2), pool: ROWS }, { shots: 2 });
    expect(listRequests(task)[1]).toMatchObject({ context: 'Answer.\n\nQ1 y\n\nQ2 u\n\nQ3', continuation: ' l' });
    expect(task).toMatchObject({ kind: 'multiple-choice', shots: 2, chance: 0.5, name: 'sample', version: '1.0' });
  });

  it('joins the right context of several inputs with the shared ending in examples', () => {
    const task = renderTask(
      defineTask({
        ...FACTS,
        kind: 'inputs',
        toItem: (row) => ({ kind: 'inputs', choices: getTextList(row, 'c'), continuation: 'end', gold: Number(row.g) }),
        shots: { sampler: 'first_n' },
        metrics: [{ metric: 'acc' }],
      }),
      { rows: ROWS.slice(2), pool: ROWS },
      { shots: 1 },
    );
    expect(listRequests(task)).toMatchObject([
      { context: 'y end\n\nk', continuation: ' end' },
      { context: 'y end\n\nl', continuation: ' end' },
    ]);
  });

  it('adds no delimiter to the continuation of a likelihood task', () => {
    const task = renderTask(
      defineTask({
        ...FACTS,
        kind: 'continuation',
        toItem: (row) => ({ kind: 'continuation', question: getText(row, 'q'), target: 'end' }),
        metrics: [{ metric: 'acc' }],
      }),
      { rows: ROWS },
    );
    expect(listRequests(task)[0]).toMatchObject({ context: 'Q1', continuation: 'end' });
    expect(task.chance).toBeNull();
  });

  it('stops written answers at the example delimiter and after 256 tokens when a task says nothing', () => {
    const task = renderTask(
      defineTask({
        ...FACTS,
        kind: 'generation',
        toItem: (row) => ({ kind: 'generation', question: getText(row, 'q'), references: ['r'] }),
        metrics: [{ metric: 'exact_match' }],
      }),
      { rows: ROWS },
    );
    expect(listGenerations(task)[2]).toEqual({ document: 2, context: 'Q3', until: ['\n\n'], maxTokens: 256 });
    expect(listRequests(task)).toEqual([]);
  });

  it('keeps the zero examples of a task that fixes them', () => {
    const fixed = { ...CHOICES, shots: { ...CHOICES.shots, count: 0 } };
    expect(renderTask(fixed, { rows: ROWS }, { shots: 5 }).shots).toBe(0);
  });

  it('takes the first rows, or a share of them rounded up', () => {
    expect(renderTask(CHOICES, { rows: ROWS }, { limit: 2 }).documents).toHaveLength(2);
    expect(renderTask(CHOICES, { rows: ROWS }, { limit: 0.34 }).documents).toHaveLength(2);
  });

  it('changes its digest with the prompt, the delimiter and the metrics', () => {
    const digestOf = (change: object) => renderTask({ ...CHOICES, ...change }, { rows: ROWS }).digest;
    const digests = [{}, { targetDelimiter: '' }, { metrics: [{ metric: 'acc_norm' }] }, { preambleOf: () => '' }].map(digestOf);
    expect(new Set(digests).size).toBe(4);
    expect(digestOf({})).toBe(digests[0]);
  });

  it.each([
    [{ limit: 0 }, 'limit 0'],
    [{ shots: 1.5 }, '1.5 examples'],
    [{ shots: 9 }, 'need a pool of 9 rows'],
  ])('refuses %j', (options, words) => {
    expect(() => renderTask(CHOICES, { rows: ROWS, pool: ROWS }, options)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringContaining(words) }),
    );
  });

  it('refuses a row without a column it needs, naming it', () => {
    expect(() => renderTask(CHOICES, { rows: [{ question: 'Q' }] })).toThrow('Column "q" is missing (the row has question)');
  });
});

// ChatML, as SmolLM2 and Qwen have it. The texts are those of lm-evaluation-harness 0.4.13 (build_all_requests with apply_chat_template=True).
const CHATML =
  "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

describe('renderTask with a chat template', () => {
  const render = compileChatTemplate(CHATML, {});
  const turn = (role: string, content: string): string => `<|im_start|>${role}\n${content}<|im_end|>\n`;
  const ask = (isMultiturn: boolean) =>
    listRequests(
      renderTask(CHOICES, { rows: ROWS.slice(2), pool: ROWS }, { shots: 1, chat: { render, isMultiturn }, systemInstruction: 'Be brief.' }),
    )[0];

  it('writes examples as turns of their own, and nothing between the conversation and the answer', () => {
    const system = turn('system', 'Be brief.\n\nAnswer.\n\n');
    const context = `${system}${turn('user', 'Q1')}${turn('assistant', 'y')}${turn('user', 'Q3')}<|im_start|>assistant\n`;
    expect(ask(true)).toMatchObject({ context, continuation: 'k' });
  });

  it('writes examples into the one turn of the user', () => {
    const context = `${turn('system', 'Be brief.\n\nAnswer.\n\n')}${turn('user', 'Q1 y\n\nQ3')}<|im_start|>assistant\n`;
    expect(ask(false)).toMatchObject({ context, continuation: 'k' });
  });

  it('leaves the system out where the template refuses it', () => {
    const strict = compileChatTemplate(
      `{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system') }}{% endif %}${CHATML}`,
      {},
    );
    const task = renderTask(CHOICES, { rows: ROWS.slice(2) }, { chat: { render: strict, isMultiturn: true } });
    expect(listRequests(task)[0]).toMatchObject({ context: `${turn('user', 'Q3')}<|im_start|>assistant\n` });
  });
});
