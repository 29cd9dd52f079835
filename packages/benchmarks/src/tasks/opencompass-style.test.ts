import { describe, expect, it } from '@jest/globals';
import { renderTask } from '../definition/render-task.ts';
import { selectTasks } from '../definition/task-catalogue.ts';
import { evaluateResponses } from '../evaluation/evaluate-responses.ts';
import { rouge1 } from '../metrics/rouge-1.ts';
import { listGenerations, listRequests } from '../requests/instance.ts';
import type { Row } from '../task/row.ts';
import { BUILT_IN_TASKS } from './built-in-tasks.ts';

/** Rows written for this test in the data sets' formats; expected texts follow OpenCompass' templates by hand. */
const render = (name: string, row: Row, pool: readonly Row[] = []) => {
  const [definition] = selectTasks([name], [BUILT_IN_TASKS]).tasks;
  if (definition === undefined) throw new Error(name);
  return renderTask(definition, { rows: [row], pool });
};
const textsOf = (name: string, row: Row) =>
  listRequests(render(name, row)).map((request) =>
    request.kind === 'loglikelihood' ? [request.context, request.continuation] : [request.text],
  );
const goldOf = (name: string, row: Row) => {
  const [document] = render(name, row).documents;
  return document && 'gold' in document ? document.gold : undefined;
};

describe('tasks in the style of OpenCompass', () => {
  it('are the thirteen of the paper under one name', () => {
    const { tasks, groups } = selectTasks(['shortgpt'], [BUILT_IN_TASKS]);
    expect(tasks).toHaveLength(11 + 57 + 67);
    expect(groups.find(({ name }) => name === 'shortgpt')?.members).toHaveLength(13);
    expect(new Set(tasks.map(({ category }) => category))).toEqual(
      new Set(['reasoning', 'language', 'knowledge', 'understanding', 'examination']),
    );
  });

  it('pick the text of the lowest mean loss per token, the first token counted', () => {
    const task = render('paper_boolq', { passage: 'P.', question: 'is it', label: 1 });
    expect(listRequests(task)).toMatchObject([
      { context: '', continuation: 'P.\nQuestion: is it?\nNo' },
      { context: '', continuation: 'P.\nQuestion: is it?\nYes' },
    ]);
    // −9/(2+1) beats −7/(1+1): the sum would pick the second, the mean over predicted tokens alone (−4.5 and −7) the first by far.
    const answers = [
      { logLikelihood: -9, isGreedy: false, tokens: 2 },
      { logLikelihood: -7, isGreedy: false, tokens: 1 },
    ];
    expect(evaluateResponses(task, answers).metrics[0]?.value).toBe(0);
    expect(evaluateResponses(task, answers.toReversed()).metrics[0]?.value).toBe(1);
  });

  it('ask hellaswag without its activity', () => {
    const row = { activity_label: 'Tea', ctx_a: 'A man says: wait.', ctx_b: 'he', endings: ['pours', 'sits'], label: '1' };
    expect(textsOf('paper_hellaswag', row)).toEqual([
      ['', 'wait. He\npours'],
      ['', 'wait. He\nsits'],
    ]);
    expect(textsOf('paper_hellaswag', { ...row, ctx_a: 'A man waits.' })[0]).toEqual(['', 'A man waits. He\npours']);
  });

  it('ask piqa and commonsense_qa', () => {
    expect(textsOf('paper_piqa', { goal: 'Dry it', sol1: 'wring', sol2: 'wet', label: 0 })[1]).toEqual([
      '',
      'The following makes sense: \nQ: Dry it\nA: wet\n',
    ]);
    const row = { question: 'Where?', choices: { label: ['A', 'B'], text: ['bank', 'mall'] }, answerKey: 'B' };
    expect(textsOf('paper_commonsense_qa', row)[0]).toEqual(['', 'Question: Where?\nAnswer: \nbank']);
    expect(goldOf('paper_commonsense_qa', row)).toBe(1);
  });

  it('mark noun and pronoun of wsc', () => {
    const row = {
      text: 'Big Ann met Eve because she called.',
      span1_index: 0,
      span1_text: 'Big Ann',
      span2_index: 5,
      span2_text: 'she',
      label: 0,
    };
    expect(textsOf('paper_wsc', row)).toEqual(
      ['A', 'B'].map((letter) => [
        '',
        `Passage: * Big Ann * met Eve because # she # called.\nDoes the pronoun # she # refer to * Big Ann *?\nA. Yes\nB. No\nAnswer: \n${letter}`,
      ]),
    );
    expect([goldOf('paper_wsc', row), goldOf('paper_wsc', { ...row, label: 1 })]).toEqual([1, 0]);
  });

  it('ask every question of race by its letters', () => {
    const row = { article: 'Text.', question: 'Why?', options: ['a', 'b', 'c', 'd'], answer: 'C' };
    expect(textsOf('race_middle', row)[2]).toEqual([
      '',
      'Read the article, and answer the question by replying A, B, C or D.\n\nArticle:\nText.\n\nQ: Why?\n\nA. a\nB. b\nC. c\nD. d\nA: C',
    ]);
    expect(goldOf('race_high', row)).toBe(2);
  });

  it('fill c3 up to four choices', () => {
    const row = { context: ['甲：早。', '乙：早。'], question: '何时？', choice: ['早', '晚'], answer: '晚' };
    expect(textsOf('c3', row).map(([, text]) => text)).toEqual(
      ['早', '晚', '早', '早'].map((answer) => `文章：甲：早。 乙：早。\n问题：何时？\n答案：${answer}`),
    );
    expect(goldOf('c3', row)).toBe(1);
  });

  it('ask chid and cmnli', () => {
    const chid = { content: '他#idiom#。', candidates: ['一心一意', '三心二意'], answer: 1 };
    expect(textsOf('chid', chid)[0]).toEqual(['', '以下句子是否通顺？\n他一心一意。\n这个句子是通顺的。']);
    const cmnli = { sentence1: '一', sentence2: '二', label: 2 };
    expect(textsOf('cmnli', cmnli)[0]).toEqual(['', '语句一：“一”\n语句二：“二”\n请问这两句话是什么关系？\n矛盾']);
    expect([2, 1, 0].map((label) => goldOf('cmnli', { ...cmnli, label }))).toEqual([0, 1, 2]);
  });

  it('show five examples before a question of mmlu and cmmlu', () => {
    const row = { question: 'Q?', choices: ['a', 'b', 'c', 'd'], answer: 1 };
    const [english] = listRequests(render('paper_mmlu_anatomy', row, Array(6).fill(row)));
    const question = 'Q?\nA. a\nB. b\nC. c\nD. d\nAnswer:';
    expect(english).toMatchObject({
      context: `The following are multiple choice questions (with answers) about  anatomy.\n\n${`${question} B\n`.repeat(5)}${question}`,
      continuation: ' A',
    });
    const chinese = { Question: '问', A: '甲', B: '乙', C: '丙', D: '丁', Answer: 'D' };
    const asked = '以下是关于农学的单项选择题，请直接给出正确答案的选项。\n题目：问\nA. 甲\nB. 乙\nC. 丙\nD. 丁\n答案是:';
    expect(listRequests(render('paper_cmmlu_agronomy', chinese, Array(6).fill(chinese)))[3]).toMatchObject({
      context: `${`${asked} D\n`.repeat(5)}${asked}`,
      continuation: ' D',
    });
  });

  it('ask xsum for a line and score the words it shares', () => {
    const task = render('xsum', { document: 'Rain fell.', summary: 'It rained a lot in May' });
    expect(listGenerations(task)).toEqual([
      {
        document: 0,
        context: 'Document：Rain fell.\nBased on the previous text, provide a brief single summary:',
        until: [],
        maxTokens: 100,
      },
    ]);
    // "it rained": 2 of 2 words, 2 of 6: F = 4/8.
    const evaluation = evaluateResponses(task, [{ generated: '\n It rained. \nMore' }]);
    expect(evaluation.metrics).toEqual([{ metric: 'rouge1', filter: 'first-line', value: 0.5, standardError: null }]);
    expect(evaluation.samples[0]?.filtered).toEqual({ 'first-line': 'It rained.' });
  });
});

describe('rouge1', () => {
  it.each([
    ['the the cat', 'the cat sat', 2 / 3],
    ['The CAT!', 'the cat', 1],
    ['dog', 'cat', 0],
    ['', 'cat', 0],
    ["don't", 'don t', 1],
  ])('of %j against %j is %p', (text, reference, expected) => {
    expect(rouge1(text, reference)).toBeCloseTo(expected, 15);
  });
});
