import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createTemporaryFolder } from '@lamina/test-utils/models';

const BIN = join(import.meta.dirname, '../../bin/lamina.mjs');
const temporary = createTemporaryFolder();
afterAll(temporary.remove);

describe('lamina quantize', () => {
  const run = (...args: readonly string[]) =>
    promisify(execFile)(process.execPath, [BIN, ...args], { cwd: temporary.path, env: { PATH: '/usr/bin:/bin', HOME: temporary.path } });

  it('writes a bundled model in four bits, which answers nearly as well', async () => {
    const { stdout } = await run('quantize', 'lamina-llama-12', '--precision', 'int4', '--out', 'small', '--json', '-');
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ precision: 'int4', blockSize: 32, symmetric: false, parent: { precision: 'fp16' } });
    const accuracyOf = async (model: string): Promise<number> => {
      const answered = await run('evaluate', model, '--tasks', 'country-facts', '--limit', '40', '--json', '-');
      return JSON.parse(answered.stdout).results['country-facts']['acc,none'];
    };
    expect(Math.abs((await accuracyOf('small')) - (await accuracyOf('lamina-llama-12')))).toBeLessThan(0.2);
  });

  it('refuses wrong usage with exit code 2, and a wrong block size with a message', async () => {
    await expect(run('quantize', 'lamina-llama-12', '--precision', 'int3', '--out', 'x')).rejects.toMatchObject({ code: 2 });
    const odd = run('quantize', 'lamina-llama-12', '--precision', 'int4', '--block-size', '20', '--out', 'x');
    await expect(odd).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/^BAD_USER_INPUT: blocks of 20/m) });
  });
});
