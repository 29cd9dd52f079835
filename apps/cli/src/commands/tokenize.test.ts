import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createTemporaryFolder } from '@lamina/test-utils/models';

const MAIN = join(import.meta.dirname, '../main.ts');
const MODEL = join(import.meta.dirname, '../../../../packages/engine/fixtures/tiny-llama');
const temporary = createTemporaryFolder();
afterAll(temporary.remove);

function tokenize(...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', MAIN, 'tokenize', MODEL, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

function write(name: string, text: string): string {
  const path = join(temporary.path, name);
  writeFileSync(path, text);
  return path;
}

describe('lamina tokenize', () => {
  it('gives the ids of each text, with a beginning where it is asked for', () => {
    // The vocabulary of the model is one token per character; a is the fourth, after three special ones and the space.
    const strings = write('strings.json', JSON.stringify(['a', 'ab', '']));
    const never = JSON.parse(tokenize('--strings', strings, '--bos', 'never', '--json', '-').stdout);
    const always = JSON.parse(tokenize('--strings', strings, '--bos', 'always', '--json', '-').stdout);
    expect(never.ids.map((ids: number[]) => ids.length)).toEqual([1, 2, 0]);
    expect(never.ids[1][1]).toBe(never.ids[1][0] + 1);
    expect(always.ids).toEqual(never.ids.map((ids: number[]) => [1, ...ids]));
  });

  it('takes text files', () => {
    const { ids } = JSON.parse(tokenize('--text', write('a.txt', 'a cat'), write('b.txt', 'a'), '--bos', 'never', '--json', '-').stdout);
    expect(ids.map((row: number[]) => row.length)).toEqual([5, 1]);
  });

  it('refuses files that hold no list of strings, and asks for texts', () => {
    const refused = tokenize('--strings', write('bad.json', '{"a": 1}'), '--json', '-');
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringMatching(/^BAD_USER_INPUT: .*bad\.json/)]);
    expect(tokenize('--json', '-').status).toBe(2);
  });
});
