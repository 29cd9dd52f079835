import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { assertTensorsClose, buildTinyDecoder, buildTinyEncoder, createTemporaryFolder, writeModelFolder } from '@lamina/test-utils/models';

const BIN = join(import.meta.dirname, '../bin/lamina.mjs');
const MODEL = join(import.meta.dirname, '../../../packages/engine/fixtures/tiny-llama');
const temporary = createTemporaryFolder();
afterAll(temporary.remove);

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as a user does; `onStderr` sees everything written so far and may interrupt. */
function lamina(
  args: readonly string[],
  options: { env?: Readonly<Record<string, string>>; onStderr?: (soFar: string, interrupt: () => void) => void } = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], { env: { PATH: '/usr/bin:/bin', ...options.env }, cwd: temporary.path });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      options.onStderr?.(stderr, () => child.kill('SIGINT'));
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

function place(name: string, content?: unknown): string {
  const path = join(temporary.path, name);
  if (content !== undefined) writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

interface Golden {
  readonly inputIds: readonly (readonly number[])[];
  readonly results: readonly { readonly removed: readonly number[]; readonly full: { readonly nllPerWindow: readonly number[] } }[];
}

const golden = JSON.parse(readFileSync(join(MODEL, 'golden.json'), 'utf8')) as Golden;
const ids = place('ids.json', golden.inputIds);

/** The last line of stderr, which is where a refusal stands. */
function lastLine({ stderr }: Ran): string {
  return stderr.trimEnd().split('\n').at(-1) ?? '';
}

describe('lamina inspect', () => {
  it('prints JSON and nothing else with --json -', async () => {
    const { code, stdout } = await lamina(['inspect', MODEL, '--json', '-']);
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({
      architecture: 'llama',
      blocks: 3,
      hiddenSize: 32,
      vocabularySize: 64,
      normPlacement: 'pre',
      precision: 'fp32',
    });
    expect(result.boundaries).toHaveLength(4);
    expect(result.layers.map((layer: { cachePorts: string[] }) => layer.cachePorts.length)).toEqual([4, 4, 4]);
  });

  it('describes the model for a person', async () => {
    const { code, stdout, stderr } = await lamina(['inspect', MODEL]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('3 blocks of width 32');
  });

  it('finds a model by name in the folders of LAMINA_MODEL_DIRS', async () => {
    writeModelFolder(place('named-model'), buildTinyDecoder({ norm: 'post', blocks: 2 }));
    const { code, stdout } = await lamina(['inspect', 'named-model', '--json', '-'], { env: { LAMINA_MODEL_DIRS: temporary.path } });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ blocks: 2, normPlacement: 'post' });
  });
});

describe('lamina score', () => {
  it('prints JSON alone on stdout, progress on stderr, and the losses of PyTorch', async () => {
    const { code, stdout, stderr } = await lamina(['score', MODEL, '--ids', ids, '--json', '-', '--threads', '1']);
    expect(code).toBe(0);
    assertTensorsClose(JSON.parse(stdout).nllPerWindow, golden.results[0]?.full.nllPerWindow ?? [], 2e-4);
    expect(stderr).toMatch(/^score \d+\/6$/m);
  });

  it('scores without the blocks of --remove', async () => {
    const { stdout } = await lamina(['score', MODEL, '--ids', ids, '--remove', '0,2', '--json', '-', '--threads', '1']);
    const expected = golden.results.find(({ removed }) => removed.join() === '0,2');
    assertTensorsClose(JSON.parse(stdout).nllPerWindow, expected?.full.nllPerWindow ?? [], 2e-4);
  });

  it('reads documents that blank lines end, or every n-th of them, as if each were a file', async () => {
    const documents = ['the first document of a text', 'a second one, which is somewhat longer', 'and a third'];
    const text = place('documents.txt', `${documents.join('\n \n\n')}\n`);
    const files = documents.map((document, index) => place(`document-${index}.txt`, document));
    const score = async (...flags: string[]) =>
      JSON.parse((await lamina(['score', MODEL, '--window', '8', '--threads', '1', '--json', '-', ...flags])).stdout);
    const whole = await score('--text', text, '--documents');
    expect(whole.definition).toMatchObject({ documents: 3, partialWindows: 'scored', resamplingUnit: 'document' });
    const [odd, even] = [
      await score('--text', text, '--documents', '--part', '1/2'),
      await score('--text', text, '--documents', '--part', '2/2'),
    ];
    expect([odd.definition.documents, even.definition.documents]).toEqual([2, 1]);
    expect(odd.definition.tokens + even.definition.tokens).toBe(whole.definition.tokens);
    const one = await score('--text', ...files.slice(1, 2), '--documents');
    expect(one.blockInfluence).toEqual(even.blockInfluence);
  });

  it('writes to the file of --json, and prints a table too', async () => {
    const text = place('text.txt', 'a text of more than sixteen characters');
    const target = place('scores.json');
    const { code, stdout } = await lamina(['score', MODEL, '--text', text, text, '--window', '16', '--json', target]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^block +influence +± +of attention +of MLP\n +0 +\d\.\d{5} /m);
    expect(JSON.parse(readFileSync(target, 'utf8')).definition).toMatchObject({ window: 16, documents: 2, windows: 4 });
  });

  it('takes ids with a padding mask', async () => {
    const padded = place('padded.json', {
      inputIds: [
        [5, 6, 7, 1],
        [8, 9, 1, 1],
      ],
      attentionMask: [
        [1, 1, 1, 0],
        [1, 1, 0, 0],
      ],
    });
    const { stdout } = await lamina(['score', MODEL, '--ids', padded, '--json', '-']);
    expect(JSON.parse(stdout).definition.tokens).toBe(5);
  });

  it('stops at an interrupt with exit code 130', async () => {
    const long = place(
      'long.json',
      Array.from({ length: 64 * 4000 }, (_, index) => 2 + (index % 60)),
    );
    const { code, stdout } = await lamina(
      ['score', MODEL, '--ids', long, '--window', '64', '--batch', '1', '--threads', '1', '--json', '-'],
      {
        onStderr: (soFar, interrupt) => {
          if (soFar.includes('score ')) interrupt();
        },
      },
    );
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
  });

  it('reads a bundled text that the model knows where none is named', async () => {
    const { code, stdout, stderr } = await lamina([
      'score',
      'lamina-llama-8',
      '--windows',
      '2',
      '--window',
      '32',
      '--threads',
      '1',
      '--json',
      '-',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('reading the bundled text invented-world') });
    expect(JSON.parse(stdout).definition).toMatchObject({ windows: 2, window: 32, partialWindows: 'scored' });
  });
});

describe('lamina prune', () => {
  it('writes a model that inspect reads, and reports it as JSON', async () => {
    const out = place('pruned');
    const { code, stdout, stderr } = await lamina(['prune', MODEL, '--remove', '1', '--out', out, '--json', '-']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ removed: [1], kept: [0, 2], blocksBefore: 3, blocksAfter: 2 });
    expect(JSON.parse((await lamina(['inspect', out, '--json', '-'])).stdout)).toMatchObject({ blocks: 2, warnings: [] });
  });

  it('lets a strategy choose by the scores of an earlier run', async () => {
    const scores = place('influence.json');
    await lamina(['score', MODEL, '--ids', ids, '--json', scores]);
    const means: number[] = JSON.parse(readFileSync(scores, 'utf8')).blockInfluence.mean;
    const args = ['--strategy', 'block-influence', '--count', '1', '--scores', scores, '--out', place('chosen'), '--json', '-'];
    expect(JSON.parse((await lamina(['prune', MODEL, ...args])).stdout).removed).toEqual([means.indexOf(Math.min(...means))]);
  });
});

describe('refusals', () => {
  const broken = (): string => {
    const folder = writeModelFolder(place('broken'), buildTinyDecoder({ norm: 'pre', blocks: 2 }));
    const path = join(folder, 'onnx/model.onnx');
    writeFileSync(path, readFileSync(path).subarray(0, 5000));
    return folder;
  };
  const cases: readonly (readonly [string, string, () => readonly string[]])[] = [
    ['a model that is not there', 'FILE_NOT_FOUND', () => ['inspect', 'nowhere']],
    ['a file that is cut short', 'MODEL_MALFORMED', () => ['inspect', broken()]],
    ['an encoder', 'MODEL_UNSUPPORTED', () => ['inspect', writeModelFolder(place('encoder'), buildTinyEncoder({ blocks: 2 }))]],
    ['a block that does not exist', 'BAD_USER_INPUT', () => ['score', MODEL, '--ids', ids, '--remove', '3', '--json', '-']],
    ['to prune a block that does not exist', 'BAD_USER_INPUT', () => ['prune', MODEL, '--remove', '0,9', '--out', place('not-written')]],
    ['to remove every block', 'BAD_USER_INPUT', () => ['prune', MODEL, '--remove', '0,1,2', '--out', place('not-written')]],
    ['a text shorter than a window', 'TEXT_TOO_SHORT', () => ['score', MODEL, '--text', place('short.txt', 'short')]],
    ['a text file that is not there', 'FILE_NOT_FOUND', () => ['score', MODEL, '--text', 'absent.txt']],
    ['ids that are no ids', 'BAD_USER_INPUT', () => ['score', MODEL, '--ids', place('wrong.json', { ids: ['a'] })]],
    ['ids that are no JSON', 'BAD_USER_INPUT', () => ['score', MODEL, '--ids', place('wrong.txt', 'not JSON')]],
    [
      'scores of something else',
      'BAD_USER_INPUT',
      () => ['prune', MODEL, '--strategy', 'block-influence', '--count', '1', '--scores', ids, '--out', 'x'],
    ],
    ['a strategy that nobody knows', 'BAD_USER_INPUT', () => ['prune', MODEL, '--strategy', 'magic', '--count', '1', '--out', 'x']],
  ];

  it('exit with 1 and one message CODE: text on stderr, and nothing on stdout', async () => {
    for (const [what, code, args] of cases) {
      const ran = await lamina(args());
      expect([what, ran.code, ran.stdout]).toEqual([what, 1, '']);
      expect(lastLine(ran)).toMatch(new RegExp(`^${code}: .{20,}`));
      expect(ran.stderr).not.toContain('    at ');
    }
    expect(existsSync(place('not-written'))).toBe(false);
  });

  it('names the execution providers that are known', async () => {
    const ran = await lamina(['score', MODEL, '--ids', ids], { env: { LAMINA_EXECUTION_PROVIDERS: 'abacus' } });
    expect(ran.code).toBe(1);
    expect(lastLine(ran)).toMatch(/^CONFIG_INVALID: .*abacus/);
  });
});

describe('usage', () => {
  it.each([
    ['an unknown command', ['measure', MODEL]],
    ['an unknown option', ['inspect', MODEL, '--deep']],
    ['no model', ['inspect']],
    ['a window of nothing', ['score', MODEL, '--ids', ids, '--window', '0']],
    ['blocks that are no numbers', ['score', MODEL, '--ids', ids, '--remove', 'a,b']],
    ['documents of ids', ['score', MODEL, '--ids', ids, '--documents']],
    ['a part without documents', ['score', MODEL, '--text', ids, '--part', '1/2']],
    ['a part that is none', ['score', MODEL, '--text', ids, '--documents', '--part', '3/2']],
    ['a policy that is none', ['score', MODEL, '--ids', ids, '--bos', 'sometimes']],
    ['no folder to write', ['prune', MODEL, '--remove', '1']],
    ['a seed that is no number', ['prune', MODEL, '--strategy', 'random', '--count', '1', '--seed', 'abc', '--out', 'x']],
    ['no command', []],
    ['a setting without a value', ['score', MODEL, '--set', 'losses']],
  ])('exits with 2 for %s', async (_, args) => {
    const { code, stdout, stderr } = await lamina(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).not.toBe('');
  });

  it('print the version of the package alone', async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'));
    expect(await lamina(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('shows the flags that people use with --help, and every option of the schema with --help-all', async () => {
    const { code, stdout } = await lamina(['score', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('--window');
    expect(stdout.match(/^ {2}--/gm)?.length).toBeLessThanOrEqual(12);
    const all = await lamina(['score', '--help-all']);
    expect(all).toMatchObject({ code: 0, stderr: '' });
    for (const line of [/^ {2}--stride <tokens> /m, /^ {2}losses=<true\|false> .*\n?.*\(true\)/m]) expect(all.stdout).toMatch(line);
  });

  it('sets any other option by its name, and names the nearest where there is none', async () => {
    const { stdout } = await lamina(['score', MODEL, '--ids', ids, '--set', 'losses=false', '--json', '-']);
    expect(JSON.parse(stdout).nllPerWindow).toEqual([]);
    const wrong = await lamina(['score', MODEL, '--set', 'loses=false']);
    expect(wrong).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('there is no option loses; did you mean losses?') });
    const flag = await lamina(['score', MODEL, '--set', 'window=8']);
    expect(flag).toMatchObject({ code: 2, stderr: expect.stringContaining('write --window') });
  });
});
