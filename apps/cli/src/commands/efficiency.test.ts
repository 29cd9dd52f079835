import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { buildTinyDecoder, createTemporaryFolder, writeModelFolder } from '@lamina/test-utils/models';

const BIN = join(import.meta.dirname, '../../bin/lamina.mjs');
const temporary = createTemporaryFolder();
afterAll(temporary.remove);

describe('lamina efficiency', () => {
  const model = writeModelFolder(join(temporary.path, 'tiny'), buildTinyDecoder({ norm: 'pre', blocks: 3 }));
  const run = (args: readonly string[]) =>
    promisify(execFile)(process.execPath, [BIN, 'efficiency', model, ...args], { env: { PATH: '/usr/bin:/bin', HOME: temporary.path } });
  const quick = ['--prompt', '8', '--generate', '3', '--rounds', '3', '--budget', '0', '--threads', '1'];

  it('measures the whole model beside each removal, at each batch', async () => {
    const { stdout } = await run([...quick, '--remove', '1', '--remove', '0,2', '--batch', '1,2', '--json', '-']);
    const { measurements } = JSON.parse(stdout);
    expect(measurements.map(({ removed, batch }: { removed: number[]; batch: number }) => `${removed} ${batch}`)).toEqual([
      ' 1',
      ' 2',
      '1 1',
      '1 2',
      '0,2 1',
      '0,2 2',
    ]);
    expect(measurements[0]).toMatchObject({ promptTokens: 8, generatedTokens: 3, rounds: 3, runtime: { threads: 1 } });
  });

  it('names the machine to a person', async () => {
    const { stdout } = await run([...quick, '--batch', '1']);
    expect(stdout).toMatch(/logical cores, 1 threads, .*; 8 tokens read, 3 written/);
    expect(stdout).toContain('Numbers of another machine are not comparable');
  });

  it('refuses wrong usage with exit code 2, and too few rounds for an interval', async () => {
    await expect(run(['--batch', '1,x'])).rejects.toMatchObject({ code: 2 });
    await expect(run(['--rounds', '2'])).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('choose at least 3') });
  });
});
