import { describe, expect, it } from '@jest/globals';
import { renderTask } from '../definition/render-task.ts';
import { selectTasks } from '../definition/task-catalogue.ts';
import { evaluateResponses } from '../evaluation/evaluate-responses.ts';
import { listGenerations, listRequests } from '../requests/instance.ts';
import type { Row } from '../task/row.ts';
import { BUILT_IN_TASKS } from './built-in-tasks.ts';

/** Rows written for this test in the data sets' formats; expected prompts follow the harness' templates by hand. */
const render = (name: string, row: Row) => {
  const [definition] = selectTasks([name], [BUILT_IN_TASKS]).tasks;
  if (definition === undefined) throw new Error(name);
  return renderTask({ ...definition, shots: { ...definition.shots, count: 0 } }, { rows: [row] });
};
const pairsOf = (name: string, row: Row) =>
  listRequests(render(name, row)).map((request) =>
    request.kind === 'loglikelihood' ? [request.context, request.continuation] : [request.text],
  );

describe('built-in tasks', () => {
  it('cleans hellaswag as the harness does, leading spaces of endings included', () => {
    const row = {
      activity_label: 'Tea',
      ctx_a: 'A Kettle boils [step] now.',
      ctx_b: 'the MAN',
      endings: ['[header] pours.', 'Sits   down [title] Next'],
      label: '1',
    };
    expect(pairsOf('hellaswag', row)).toEqual([
      ['Tea: A Kettle boils now. The man', '  pours.'],
      ['Tea: A Kettle boils now. The man', ' Sits  down. Next'],
    ]);
  });

  it('asks the questions of BIG-Bench Hard as they are and reads the first line of the answer', () => {
    const task = render('bbh_direct_word_sorting', { input: 'Sort: List: pear fig', target: 'fig pear' });
    expect(listGenerations(task)).toMatchObject([{ context: 'Q: Sort: List: pear fig\nA:', until: ['\n', '</s>'], maxTokens: 64 }]);
    const score = (generated: string) => evaluateResponses(task, [{ generated }]).metrics[0]?.value;
    expect([score(' fig pear'), score(' fig pear.'), score(' pear fig'), score('')]).toEqual([1, 1, 0, 0]);
    expect(selectTasks(['bbh_direct'], [BUILT_IN_TASKS]).tasks).toHaveLength(27);
  });

  it('asks for the number that a sum makes, after five solved examples, and reads the first number of the answer', () => {
    const choices = { text: ['97', '96'], label: ['A', 'B'] };
    const [definition] = selectTasks(['basic_arithmetic'], [BUILT_IN_TASKS]).tasks;
    if (definition === undefined) throw new Error('basic_arithmetic');
    const task = renderTask(definition, { rows: [{ question: 'Calculate 5 + 91 =', choices, answerKey: 'B' }] });
    const [asked] = listGenerations(task);
    expect(asked?.context).toMatch(/^(Calculate -?\d+ [+-] \d+ = -?\d+\n\n){5}Calculate 5 \+ 91 =$/);
    // The examples are right themselves.
    const solved = [...(asked?.context ?? '').matchAll(/(\d+) ([+-]) (\d+) = (-?\d+)/g)];
    for (const [, left, sign, right, answer] of solved) expect(Number(left) + Number(`${sign}${right}`)).toBe(Number(answer));
    const score = (generated: string) => evaluateResponses(task, [{ generated }]).metrics[0]?.value;
    expect([score(' 96'), score(' 96 and 7'), score(' 97'), score(' the number 96'), score('')]).toEqual([1, 1, 0, 0, 0]);
  });

  it('compares the two readings of a blank by the ending they share', () => {
    const row = { sentence: 'The cup fits the box because the _ is small .', option1: 'cup', option2: 'box', answer: '1' };
    expect(pairsOf('winogrande', row)).toEqual([
      ['The cup fits the box because the cup', ' is small .'],
      ['The cup fits the box because the box', ' is small .'],
    ]);
    expect(render('winogrande', row).documents[0]).toMatchObject({ gold: 0 });
  });

  it('shows the earlier questions of a race article with their answers and scores the last one', () => {
    const problems =
      "[{'question': 'What is it?', 'options': ['A cat', 'A dog', 'A cow', 'A hen'], 'answer': 'B'}, " +
      "{'question': 'It eats  _  .', 'options': ['hay', 'meat', 'fish', 'corn'], 'answer': 'B'}, " +
      "{'question': \"Whose is it?\", 'options': ['Ann\\'s', 'Bob', 'Eve', 'Max'], 'answer': 'D'}]";
    const article = 'A dog ran by.';
    expect(pairsOf('race', { article, problems })[0]).toEqual([
      'Article: A dog ran by.\n\nQuestion: What is it?\nAnswer: A dog\nIt eats meat\nWhose is it?',
      " Ann's",
    ]);
    expect(render('race', { article, problems }).documents[0]).toMatchObject({ gold: 3 });
  });

  it('fits the nouns of wsc273 to the place of the pronoun', () => {
    // Expected: the harness' own function and template in Python 3.11.
    const inside = {
      text: 'The lamp stood on the old table because it was heavy.',
      pronoun: 'it',
      pronoun_loc: 40,
      options: ['The lamp', 'The old table'],
      label: 1,
    };
    expect(pairsOf('wsc273', inside)).toEqual([
      ['The lamp stood on the old table because the lamp', '  was heavy.'],
      ['The lamp stood on the old table because the old table', '  was heavy.'],
    ]);
    const start = { text: 'Ann met Eve. Her coat was wet.', pronoun: 'Her', pronoun_loc: 13, options: ['Ann', 'The Eve'], label: 0 };
    expect(pairsOf('wsc273', start)).toEqual([
      ["Ann met Eve. Ann's", '  coat was wet.'],
      ["Ann met Eve. The Eve's", '  coat was wet.'],
    ]);
  });

  it('reads labels of arc that are digits', () => {
    const row = { question: 'Why?', choices: { text: ['a', 'b', 'c'], label: ['1', '2', '3'] }, answerKey: '3' };
    expect(render('arc_easy', row).documents[0]).toMatchObject({ context: 'Question: Why?\nAnswer:', gold: 2 });
  });

  it('takes the true answers of truthfulqa before the first false one', () => {
    const row = { question: 'Why?', mc2_targets: { choices: ['a', 'b', 'c'], labels: [1, 1, 0] } };
    expect(render('truthfulqa_mc2', row).documents[0]).toMatchObject({ gold: 0, alsoRight: [1] });
  });

  it('splits lambada at single spaces only', () => {
    expect(pairsOf('lambada_openai', { text: 'One two\nthree four' })).toEqual([['One two\nthree', ' four']]);
  });

  it('predicts the detokenized page of wikitext and counts the original', () => {
    expect(render('wikitext', { page: ' = Head = \n A well @-@ known " word " , ( he said ) .' }).documents[0]).toMatchObject({
      text: ' = Head =\nA well-known "word", (he said) .',
      countedText: ' = Head = \n A well @-@ known " word " , ( he said ) .',
    });
  });

  it('predicts a book of pg19 as it is, per word and per byte of it', () => {
    const text = ' THE  BOOK\n\n“Well.” ';
    expect(pairsOf('pg19', { short_book_title: 'THE BOOK', publication_date: 1850, text })).toEqual([[text]]);
    const { metrics, samples } = evaluateResponses(render('pg19', { text }), [{ logLikelihood: -10, isGreedy: false, tokens: 9 }]);
    // Pieces between white space, the empty ones at both ends too; quotation marks have three bytes.
    expect(samples[0]?.metrics).toMatchObject({ words: 5, bytes: 24 });
    const expected = { word_perplexity: Math.exp(10 / 5), byte_perplexity: Math.exp(10 / 24), bits_per_byte: 10 / 24 / Math.LN2 };
    for (const { metric, value } of metrics) expect(value).toBeCloseTo(expected[metric as keyof typeof expected], 12);
    expect(metrics).toHaveLength(3);
  });

  it('asks gsm8k in the model’s own words and reads the number in two ways', () => {
    const task = render('gsm8k', { question: 'How many?', answer: '2+3=5\n#### 5' });
    expect(listGenerations(task)).toEqual([
      { document: 0, context: 'Question: How many?\nAnswer:', until: ['Question:', '</s>', '<|im_end|>'], maxTokens: 256 },
    ]);
  });

  it('knows 57 subjects of MMLU in four parts, 67 of CMMLU and 67 paradigms of BLiMP', () => {
    const { tasks, groups } = selectTasks(['mmlu'], [BUILT_IN_TASKS]);
    expect(tasks).toHaveLength(57);
    expect(groups.map(({ name, leaves }) => [name, leaves.length])).toEqual([
      ['mmlu_stem', 19],
      ['mmlu_other', 13],
      ['mmlu_social_sciences', 12],
      ['mmlu_humanities', 13],
      ['mmlu', 57],
    ]);
    expect(selectTasks(['cmmlu', 'blimp', 'cmmlu_agronomy'], [BUILT_IN_TASKS]).tasks).toHaveLength(134);
  });

  it('refuses a name it does not know and shows similar ones', () => {
    expect(() => selectTasks(['arc'], [BUILT_IN_TASKS])).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND', message: expect.stringContaining('arc_challenge, arc_easy') }),
    );
  });
});
