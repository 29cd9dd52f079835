import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestHub, type TestHub } from '@lamina/test-utils/hub';
import { buildTinyDecoder, createTemporaryFolder, writeModelFolder } from '@lamina/test-utils/models';

const BIN = join(import.meta.dirname, '../../bin/lamina.mjs');
const BUNDLED = 'lamina-llama-12';
const temporary = createTemporaryFolder();
afterAll(temporary.remove);

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function lamina(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], {
      env: { PATH: '/usr/bin:/bin', HOME: temporary.path, ...env },
      cwd: temporary.path,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Runs `lamina evaluate … --json -` and returns what it printed; a failure shows stderr. */
async function evaluate(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { code, stdout, stderr } = await lamina(['evaluate', ...args, '--json', '-'], env);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

function place(name: string, lines: readonly unknown[] | string): string {
  const path = join(temporary.path, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, typeof lines === 'string' ? lines : lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return path;
}

function readLines(path: string): readonly Readonly<Record<string, unknown>>[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const ROWS = [
  { question: 'a big ', options: ['dog', 'fog'], answer: 0 },
  { question: 'the old ', options: ['hat', 'mat'], answer: 1 },
  { question: 'an ', options: ['arc', 'oak'], answer: 1 },
];
const task = (name: string, rest: string): string => `task: ${name}
dataset_path: json
dataset_kwargs:
  data_files:
    test: rows/words.jsonl
test_split: test
${rest}metadata:
  version: 2.0
`;

let model = '';
let tasks = '';
beforeAll(() => {
  model = writeModelFolder(join(temporary.path, 'tiny'), buildTinyDecoder({ norm: 'pre', blocks: 3 }));
  tasks = join(temporary.path, 'suite/tasks');
  place('suite/rows/words.jsonl', ROWS);
  const choose =
    'output_type: multiple_choice\ndoc_to_text: "{{question}}"\ndoc_to_choice: options\ndoc_to_target: answer\ntarget_delimiter: ""\n';
  place('suite/tasks/choose.yaml', task('choose', choose));
  const roll = 'output_type: loglikelihood_rolling\ndoc_to_text: ""\ndoc_to_target: "{{question + options[0]}}"\n';
  place('suite/tasks/roll.yaml', task('roll', roll));
  const write =
    'output_type: generate_until\ndoc_to_text: "{{question}}"\ndoc_to_target: "{{options[0]}}"\ngeneration_kwargs:\n  until: ["zz"]\n  max_gen_toks: 4\n';
  place('suite/tasks/write.yaml', task('write', write));
  place(
    'suite/tasks/all.yaml',
    'group: words\ntask: [choose, roll, write]\naggregate_metric_list:\n  - metric: acc\nmetadata:\n  version: 1.0\n',
  );
});

it('measures losses on texts: those of the whole model are 0, and a text in a language that the model does not know is left out', async () => {
  const { lamina: facts } = await evaluate([BUNDLED, '--texts', 'austen,invented-world', '--remove', '', '--remove', '5']);
  const [whole, pruned] = facts.evaluations.map((one: { readonly lamina: { readonly texts: readonly object[] } }) => one.lamina.texts);
  expect(whole).toMatchObject([{ text: 'invented-world', loss: 0, low: 0, high: 0, changedWords: 0, contextTokens: 256 }]);
  expect(pruned).toMatchObject([{ text: 'invented-world', source: 'invented-world', contextTokens: 256 }]);
  const [{ logLoss, nats, tokens }] = pruned;
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  expect(logLoss).toBeCloseTo((sum(nats.changed) - sum(nats.whole)) / tokens, 10);
  expect(tokens).toBe(255 * nats.changed.length);
});

it('refuses a text that is not bundled', async () => {
  const { code, stderr } = await lamina(['evaluate', BUNDLED, '--texts', 'shakespeare']);
  expect([code, stderr]).toEqual([1, expect.stringContaining('austen, django-code, invented-world, sqlite-manual, wikipedia, or all')]);
});

describe('lamina evaluate', () => {
  it('scores a bundled model on a bundled benchmark, whole and without a block, and compares them', async () => {
    const names = ['country-facts', 'verb-agreement'];
    const result = await evaluate([BUNDLED, '--tasks', names.join(), '--limit', '12', '--remove', '', '--remove', '0,1,2,3']);
    // It was trained on these facts; guessing gives a quarter.
    expect(result.results['country-facts']['acc,none']).toBeGreaterThan(0.6);
    expect(result['n-samples']['country-facts']).toMatchObject({ effective: 12 });
    expect(result['n-samples']['country-facts'].original).toBeGreaterThan(12);
    expect(result.lamina.evaluations.map(({ lamina: { removed } }: typeof result) => removed)).toEqual([[], [0, 1, 2, 3]]);
    const { compared } = result.lamina.evaluations[1].lamina;
    const firsts = names.map((name) => compared[name][0]);
    for (const first of firsts) expect(first).toMatchObject({ metric: 'acc', difference: { method: 'paired-normal' } });
    // Holm over two: the smaller p twice, the larger no smaller than that.
    const [smaller, larger] = firsts.toSorted((a, b) => a.mcNemarP - b.mcNemarP);
    expect(smaller.adjustedP).toBeCloseTo(Math.min(1, 2 * smaller.mcNemarP), 14);
    expect(larger.adjustedP).toBeCloseTo(Math.max(larger.mcNemarP, smaller.adjustedP), 14);
  });

  it('fails a build where a removal keeps less than --fail-below of the whole model, which it evaluates too', async () => {
    const guard = (...flags: string[]) =>
      lamina(['evaluate', BUNDLED, '--tasks', 'country-facts', '--limit', '40', '--fail-below', '0.5', ...flags]);
    const failed = await guard('--remove', '1', '--remove', '0,1,2,3');
    expect(failed.code).toBe(1);
    expect(failed.stderr.trimEnd().split('\n').at(-1)).toMatch(
      /^CONFLICT: less than 0\.5 of the whole model is kept: without blocks 0, 1, 2, 3, country-facts keeps 0\.\d{3} of acc$/,
    );
    expect(failed.stdout).toMatch(/^the whole model .*\n(.*\n)*without block 1 /m);
    expect(await guard('--remove', '', '--remove', '1')).toMatchObject({ code: 0 });
  });

  it('evaluates a folder of YAML tasks: results, provenance and a line per document', async () => {
    const samples = join(temporary.path, 'samples.jsonl');
    const result = await evaluate([
      model,
      '--task-dir',
      tasks,
      '--tasks',
      'words',
      '--remove',
      '1',
      '--max-length',
      '32',
      '--samples',
      samples,
    ]);
    expect(Object.keys(result.results).sort()).toEqual(['choose', 'roll', 'words', 'write']);
    expect(result.group_subtasks).toEqual({ words: ['choose', 'roll', 'write'] });
    expect(result.versions).toMatchObject({ choose: 2, words: 1 });
    expect(result['n-shot']).toEqual({ choose: 0, roll: 0, write: 0 });
    expect(result.config).toMatchObject({ model: 'lamina', bootstrap_iters: 100_000 });
    expect(result.configs.write).toMatchObject({ output_type: 'generate_until' });
    expect(result.lamina).toMatchObject({ removed: [1], maxLength: 32, runtime: { provider: 'cpu' } });
    expect(result.lamina.model.graphSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(result.lamina.taskDigests.choose).toMatch(/^[0-9a-f]{64}$/);
    const lines = readLines(samples);
    expect(lines.map(({ task: name, docId }) => `${name} ${docId}`)).toEqual(
      ['choose', 'roll', 'write'].flatMap((name) => ROWS.map((_, index) => `${name} ${index}`)),
    );
    const number = expect.any(Number);
    expect(lines[0]).toEqual({
      task: 'choose',
      docId: 0,
      logLikelihoods: [number, number],
      isGreedy: [expect.any(Boolean), expect.any(Boolean)],
      gold: 0,
      acc: number,
      acc_norm: number,
    });
    expect(lines[3]).toMatchObject({ task: 'roll', logLikelihood: number });
    expect(lines[6]).toMatchObject({ task: 'write', generated: expect.any(String), filtered: expect.any(String), gold: 'dog' });
  });

  it('asks rendered requests as it asks the task they were rendered from', async () => {
    const requests = place(
      'choose-requests.jsonl',
      ROWS.map(({ question, options, answer }, docId) => ({
        docId,
        type: 'loglikelihood',
        context: question,
        continuations: options,
        choices: options,
        gold: answer,
      })),
    );
    const ofRequests = await evaluate([model, '--requests', requests]);
    const ofTask = await evaluate([model, '--task-dir', tasks, '--tasks', 'choose']);
    const { alias: _, ...numbers } = ofTask.results.choose;
    expect(ofRequests.results['choose-requests']).toMatchObject(numbers);
  });

  it('agrees with the model that lamina prune writes', async () => {
    const out = join(temporary.path, 'pruned');
    expect(await lamina(['prune', model, '--remove', '2', '--out', out])).toMatchObject({ code: 0 });
    const flags = ['--task-dir', tasks, '--tasks', 'choose,write', '--samples'];
    const [ofPruned, ofRemoval] = [join(temporary.path, 'a.jsonl'), join(temporary.path, 'b.jsonl')];
    await evaluate([out, ...flags, ofPruned]);
    await evaluate([model, '--remove', '2', ...flags, ofRemoval]);
    const round = (path: string): string => readFileSync(path, 'utf8').replace(/-?\d+\.\d+/g, (value) => Number(value).toFixed(3));
    expect(round(ofRemoval)).toBe(round(ofPruned));
  });

  it('prints a table for a person', async () => {
    const { code, stdout } = await lamina(['evaluate', model, '--task-dir', tasks, '--tasks', 'choose', '--remove', '0']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^model +task +metric +value +± +documents\nwithout block 0 +choose +acc +\d\.\d{4} +\d\.\d{4} +3\n/);
  });

  describe('with a built-in task', () => {
    let hub: TestHub;
    beforeAll(async () => {
      const rows = ROWS.map(({ question, options, answer }) => ({ goal: question, sol1: options[0], sol2: options[1], label: answer }));
      const file = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
      hub = await startTestHub({ datasets: { 'baber/piqa': { 'data/validation.jsonl': file } } });
    });
    afterAll(() => hub.close());

    it('takes its rows from the hub', async () => {
      const result = await evaluate([model, '--tasks', 'piqa', '--limit', '2'], { HF_ENDPOINT: hub.endpoint });
      expect(result['n-samples']).toEqual({ piqa: { original: 3, effective: 2 } });
      expect(result.results.piqa['acc,none']).toBeGreaterThanOrEqual(0);
    });
  });

  describe('with tasks whose examples come with lm-evaluation-harness', () => {
    const files = {
      'harness/lm_eval/tasks/bbh/_bbh.yaml': 'group: bbh\ntask: [bbh_cot_fewshot_word_sorting]\nmetadata:\n  version: 3.0\n',
      'harness/lm_eval/tasks/bbh/_template_yaml':
        'dataset_path: SaylorTwift/bbh\ntest_split: test\noutput_type: generate_until\ndoc_to_target: "{{target}}"\nnum_fewshot: 1\ngeneration_kwargs:\n  max_gen_toks: 2\n',
      'harness/lm_eval/tasks/bbh/word_sorting.yaml':
        'include: _template_yaml\ntask: bbh_cot_fewshot_word_sorting\ndataset_name: word_sorting\ndoc_to_text: "{{input}}\\n"\nfewshot_config:\n  sampler: first_n\n  samples:\n  - {input: b a, target: a b}\n',
    };

    it('finds the files where Python has them, and rows on the hub', async () => {
      for (const [path, text] of Object.entries(files)) place(path, text);
      const python = place('harness/bin/python3', `#!/bin/sh\necho ${join(temporary.path, 'harness/lm_eval/__init__.py')}\n`);
      chmodSync(python, 0o755);
      const rows = '{"input":"pear fig","target":"fig pear"}\n';
      const hub = await startTestHub({ datasets: { 'SaylorTwift/bbh': { 'word_sorting/test-00000-of-00001.jsonl': rows } } });
      const env = { HF_ENDPOINT: hub.endpoint, PATH: `${join(python, '..')}:/usr/bin:/bin` };
      const result = await evaluate([model, '--tasks', 'bbh', '--max-length', '48'], env);
      await hub.close();
      expect(result.group_subtasks).toEqual({ bbh: ['bbh_cot_fewshot_word_sorting'] });
      expect(result['n-shot']).toEqual({ bbh_cot_fewshot_word_sorting: 1 });
    });

    it('says how to get them where Python has none', async () => {
      const { code, stderr } = await lamina(['evaluate', model, '--tasks', 'bbh_fewshot'], { PATH: temporary.path });
      expect(code).toBe(1);
      expect(stderr).toMatch(/^NOT_FOUND: .*bbh_fewshot.*pip install lm-eval.*--task-dir/m);
    });
  });

  it.each<readonly [number, RegExp, () => readonly string[]]>([
    [1, /^NOT_FOUND: .*choose/m, () => ['--task-dir', tasks, '--tasks', 'choos']],
    [1, /^FILE_NOT_FOUND: /m, () => ['--task-dir', 'nowhere', '--tasks', 'choose']],
    [1, /^BAD_USER_INPUT: .*block 9/m, () => ['--task-dir', tasks, '--tasks', 'choose', '--remove', '9']],
    [1, /^BAD_USER_INPUT: .*line 1: "type"/m, () => ['--requests', place('odd.jsonl', [{ type: 'odd' }])]],
    [2, /--tasks NAMES or --texts NAMES/, () => []],
    [2, /limit/, () => ['--tasks', 'choose', '--limit', '1.5']],
  ])('refuses with exit code %i and one message, %p', async (code, message, args) => {
    const ran = await lamina(['evaluate', model, ...args()]);
    expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code, stdout: '' });
    expect(ran.stderr).toMatch(message);
  });
});
