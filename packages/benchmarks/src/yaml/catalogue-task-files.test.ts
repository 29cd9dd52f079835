import { describe, expect, it } from '@jest/globals';
import { renderTask } from '../definition/render-task.ts';
import { selectTasks } from '../definition/task-catalogue.ts';
import { evaluateResponses } from '../evaluation/evaluate-responses.ts';
import { listGenerations, listRequests } from '../requests/instance.ts';
import { catalogueTaskFiles } from './catalogue-task-files.ts';

const BASE = `
dataset_path: json
dataset_kwargs: { data_files: { test: data/test.jsonl } }
test_split: test
output_type: multiple_choice
doc_to_text: "Q: {{q.strip()}}\\nA:"
doc_to_target: "{{labels.index(key)}}"
doc_to_choice: "{{options}}"
metadata: { version: 1.0 }
`;
const ROW = { q: ' Why? ', options: ['a', 'b'], labels: ['1', '2'], key: '2' };
const catalogueOf = (files: Readonly<Record<string, string>>) => catalogueTaskFiles(new Map(Object.entries(files)));
const taskOf = (text: string) => {
  const [task] = selectTasks(['t'], [catalogueOf({ 't.yaml': `task: t\n${text}` })]).tasks;
  if (task === undefined) throw new Error('no task');
  return task;
};

describe('catalogueTaskFiles', () => {
  it('renders columns and templates, and keeps the digits of the version', () => {
    const task = renderTask(taskOf(BASE), { rows: [ROW] });
    expect(task).toMatchObject({ name: 't', version: '1.0', documents: [{ context: 'Q: Why?\nA:', choices: ['a', 'b'], gold: 1 }] });
    expect(task.metrics).toEqual([{ metric: 'acc' }, { metric: 'acc_norm' }]);
  });

  it('follows includes, whose settings the file’s own override', () => {
    const catalogue = catalogueOf({
      _base_yaml: `${BASE}description: "from base"\n`,
      'sub/t.yaml': 'include: ../_base_yaml\ntask: t\ndescription: "Own.\\n\\n"\n',
    });
    const [task] = selectTasks(['t'], [catalogue]).tasks;
    expect(task && listRequests(renderTask(task, { rows: [ROW] }))[0]).toMatchObject({ context: 'Own.\n\nQ: Why?\nA:' });
  });

  it('reads a multiple-input task by its numeric doc_to_text', () => {
    const text = BASE.replace(/doc_to_text.*/, 'doc_to_text: gold').replace(/doc_to_target.*/, 'doc_to_target: "{{q}}"');
    const task = renderTask(taskOf(text), { rows: [{ ...ROW, gold: 1 }] });
    expect(task.documents[0]).toMatchObject({ contexts: ['a', 'b'], continuation: ' Why? ', gold: 1 });
  });

  it('scores a gold text that is among the choices, and one that is not as wrong', () => {
    const task = taskOf(BASE.replace(/doc_to_target.*/, 'doc_to_target: key').replace(/doc_to_choice.*/, "doc_to_choice: ['1', '2']"));
    const documents = renderTask(task, { rows: [ROW, { ...ROW, key: '9' }] }).documents;
    expect(documents.map((document) => 'gold' in document && document.gold)).toEqual([1, -100]);
  });

  it('reads generation settings, filters and several references', () => {
    const task = taskOf(`
dataset_path: json
dataset_kwargs: { data_files: { test: x.jsonl } }
test_split: test
doc_to_text: q
doc_to_target: options
generation_kwargs: { until: "Q:", max_gen_toks: 7, do_sample: false }
filter_list:
  - name: first
    filter: [{ function: regex, regex_pattern: "(a|b)", group_select: -1 }, { function: take_first }]
metric_list: [{ metric: exact_match, ignore_case: true, regexes_to_ignore: ["\\\\$"] }]
`);
    const rendered = renderTask(task, { rows: [ROW] });
    expect(listGenerations(rendered)).toEqual([{ document: 0, context: ' Why? ', until: ['Q:'], maxTokens: 7 }]);
    expect(rendered).toMatchObject({
      documents: [{ references: ['a', 'b'] }],
      filters: [
        {
          name: 'first',
          steps: [{ function: 'regex', pattern: '(a|b)', groupSelect: -1, fallback: '[invalid]' }, { function: 'take_first' }],
        },
      ],
      metrics: [{ metric: 'exact_match', exactMatch: { ignoreCase: true, regexesToIgnore: ['\\$'] } }],
    });
  });

  it('reads the answer filters of BIG-Bench Hard, which look at the question', () => {
    const read = (filter: string, input: string, answers: readonly string[]) => {
      const task = taskOf(`
dataset_path: json
dataset_kwargs: { data_files: { test: x.jsonl } }
test_split: test
doc_to_text: "Q: {{input}}\\nA:"
doc_to_target: target
filter_list: [{ name: f, filter: [${filter}, { function: take_first }] }]
metric_list: [{ metric: exact_match }]
`);
      const rendered = renderTask(task, { rows: [{ input, target: 't' }] });
      return answers.map((generated) => evaluateResponses(rendered, [{ generated }]).samples[0]?.filtered?.f);
    };
    const lettered = '{ function: !function utils.MultiChoiceRegexFilter, ignore_case: true, regex_pattern: "(\\\\([A-Z]\\\\))" }';
    expect(read(lettered, 'Which?\nOptions:\n(A) Red\n(B) Blue (dark)', ['(A)', 'BLUE', ': B'])).toEqual(['(A)', '(B)', '(B)']);
    expect(read('{ function: !function utils.WordSortFilter }', 'Sort. List: pear fig', ['pear, fig; fig, pear'])).toEqual(['fig pear']);
    expect(read('{ function: !function utils.NumberParseRegexFilter, regex_pattern: "([0-9]+)" }', '', ['two hundred'])).toEqual(['200']);
    const mapped = '{ function: !function utils.MapRegexFilter, regex_pattern_to_value: { (no|false): "no", (yes|true): "yes" } }';
    expect(read(mapped, '', ['false', 'true', '?'])).toEqual(['no', 'yes', '[invalid]']);
    expect(() => read('{ function: !function utils.Other }', '', [])).toThrow('"function" is "utils.Other"');
  });

  it('takes examples from the few-shot split, the training split, or the scored one, dropping the question as the harness does', () => {
    const shotsOf = (text: string) => taskOf(BASE + text).shots;
    expect(shotsOf('')).toEqual({ count: null, sampler: 'default', split: 'test', dropsOwnRow: false });
    expect(shotsOf('fewshot_split: test\n')).toMatchObject({ split: 'test', dropsOwnRow: true });
    expect(shotsOf('training_split: train\nnum_fewshot: 3\n')).toMatchObject({ count: 3, split: 'train', dropsOwnRow: false });
    expect(taskOf(BASE.replace('test_split', 'validation_split')).shots).toMatchObject({ split: 'test', dropsOwnRow: true });
    expect(shotsOf('fewshot_config: { sampler: first_n, samples: [{ q: x }] }\n')).toMatchObject({
      sampler: 'first_n',
      split: null,
      samples: [{ q: 'x' }],
    });
  });

  it('reads groups with their weights, and tags as groups without metrics', () => {
    const catalogue = catalogueOf({
      'a.yaml': `task: a\ntag: letters\n${BASE}`,
      'b.yaml': `task: b\ntag: [letters]\n${BASE}`,
      'g.yaml': 'group: g\ntask: [letters]\naggregate_metric_list: [{ metric: acc, weight_by_size: false }]\nmetadata: { version: 2 }\n',
    });
    const { tasks, groups } = selectTasks(['g'], [catalogue]);
    expect(tasks.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(groups.at(-1)).toEqual({
      name: 'g',
      version: '2',
      members: ['letters'],
      leaves: ['a', 'b'],
      metrics: [{ metric: 'acc', filters: null, isWeightedBySize: false }],
    });
  });

  it('stops no task by another that cannot be used', () => {
    const catalogue = catalogueOf({
      'a.yaml': `task: a\n${BASE}`,
      'b.yaml': `task: b\n${BASE}process_docs: !function utils.process_docs\n`,
    });
    expect(selectTasks(['a'], [catalogue]).tasks).toHaveLength(1);
    expect(() => selectTasks(['b'], [catalogue])).toThrow('"process_docs" is the Python function utils.process_docs');
  });

  it.each([
    ['doc_to_text: !function utils.text\n', 'Lamina runs no Python'],
    ['metric_list: [{ metric: f1 }]\n', 'one of acc, acc_norm, acc_bytes, exact_match, brier_score'],
    ['metric_list: [{ metric: acc, aggregation: median }]\n', 'expected "mean"'],
    ['fewshot_config: { sampler: balanced }\n', 'expected "default" or "first_n"'],
    ['repeats: 4\n', 'greedy answers do not vary'],
    ['output_type: multiple_questions\n', 'one of multiple_choice, loglikelihood'],
    ['dataset_kwargs: { data_files: "data/*.jsonl" }\n', 'paths of single files'],
    ['doc_to_image: image\n', 'is not supported'],
  ])('refuses %j in words', (setting, words) => {
    const key = setting.slice(0, setting.indexOf(':'));
    const text = BASE.split('\n')
      .filter((line) => !line.startsWith(`${key}:`))
      .join('\n');
    expect(() => renderTask(taskOf(text + setting), { rows: [ROW] })).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringContaining(words) }),
    );
  });

  it('names files that cannot be read when a task is not found, and uses the others', () => {
    const catalogue = catalogueOf({ 'a.yaml': 'task: [', 'b.yaml': 'task: b\ninclude: nowhere_yaml\n', 'c.yaml': `task: c\n${BASE}` });
    expect(selectTasks(['c'], [catalogue]).tasks).toHaveLength(1);
    expect(() => selectTasks(['b'], [catalogue])).toThrow(/Not read: a\.yaml: .*includes nowhere_yaml, which is not there/s);
  });

  it('refuses two tasks of one name and a group in itself', () => {
    expect(() => selectTasks(['a'], [catalogueOf({ 'a.yaml': 'task: a\n', 'b.yaml': 'task: a\n' })])).toThrow('both define task a');
    expect(() => selectTasks(['g'], [catalogueOf({ 'g.yaml': 'group: g\ntask: [g]\n' })])).toThrow('contains itself');
  });
});
