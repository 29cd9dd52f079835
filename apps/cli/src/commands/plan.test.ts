import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTemporaryFolder } from '@lamina/test-utils/models';

const BIN = join(import.meta.dirname, '../../bin/lamina.mjs');
const MODEL = join(import.meta.dirname, '../../../../packages/engine/fixtures/tiny-llama');
const temporary = createTemporaryFolder();
afterAll(temporary.remove);

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function lamina(...args: readonly string[]): Ran {
  const env = { PATH: '/usr/bin:/bin', HOME: temporary.path };
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], { encoding: 'utf8', env, cwd: temporary.path });
  return { code: status, stdout, stderr };
}

describe('lamina plan', () => {
  const out = join(temporary.path, 'pruned');
  const plan = join(out, 'prune-plan.json');
  beforeAll(() => {
    expect(lamina('prune', MODEL, '--remove', '1', '--out', out)).toMatchObject({ code: 0 });
  });

  it.each([
    [
      'mergekit',
      /^# \.\/tiny-llama is a placeholder for a folder with the original weights.*\n\nslices:\n(.*\n)*merge_method: passthrough\n/,
    ],
    ['hf-config', /^\{\n {2}"num_hidden_layers": 2\n\}\n$/],
    ['llama.cpp', /^--prune-layers 1\n$/],
    ['drop-list', /^1\n$/],
  ])('prints %s of a folder and of the plan in it alike', (format, pattern) => {
    const ofFolder = lamina('plan', out, '--format', format);
    expect(ofFolder).toMatchObject({ code: 0, stdout: expect.stringMatching(pattern), stderr: '' });
    expect(lamina('plan', plan, '--format', format)).toEqual(ofFolder);
  });

  it('prints the plan itself by default', () => {
    expect(JSON.parse(lamina('plan', out).stdout)).toEqual(JSON.parse(readFileSync(plan, 'utf8')));
  });

  it('names the parent as it is told to', () => {
    expect(lamina('plan', out, '--format', 'mergekit', '--model', 'org/model').stdout).toContain('model: org/model');
  });

  it('puts notes on stderr, so that the output stays what the tool reads', () => {
    const noted = join(temporary.path, 'noted.json');
    writeFileSync(noted, JSON.stringify({ ...JSON.parse(readFileSync(plan, 'utf8')), notes: ['mind the windows'] }));
    expect(lamina('plan', noted, '--format', 'drop-list')).toEqual({ code: 0, stdout: '1\n', stderr: 'note: mind the windows\n' });
  });

  it.each([
    ['a folder without a plan', 'FILE_NOT_FOUND', MODEL],
    ['a file that is no plan', 'FILE_UNREADABLE', join(MODEL, 'config.json')],
  ])('refuses %s', (_, errorCode, path) => {
    expect(lamina('plan', path)).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(new RegExp(`^${errorCode}: `)) });
  });

  it('exits with 2 for a tool that it does not know', () => {
    expect(lamina('plan', out, '--format', 'gguf')).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('lamina prune', () => {
  it('keeps digests of weights below the cache folder of the user', () => {
    expect(lamina('prune', MODEL, '--remove', '0', '--out', 'linked')).toMatchObject({ code: 0 });
    expect(existsSync(join(temporary.path, '.cache/lamina/digests'))).toBe(true);
  });

  it.each(['/proc/x/y', '/dev/null/model'])('refuses to write %s at once', (path) => {
    expect(lamina('prune', MODEL, '--remove', '0', '--out', path)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^FORBIDDEN: /),
    });
  });
});
