import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { EfficiencyMeasurement } from '@lamina/engine';
import { describeChange } from '@lamina/plans';
import { buildTinyDecoder, createTemporaryFolder, writeModelFolder } from '@lamina/test-utils/models';

const BIN = join(import.meta.dirname, '../../bin/lamina.mjs');
const temporary = createTemporaryFolder();
afterAll(temporary.remove);

describe('lamina evaluate --speed', () => {
  const model = writeModelFolder(join(temporary.path, 'tiny'), buildTinyDecoder({ norm: 'pre', blocks: 3 }));
  const run = (args: readonly string[]) =>
    promisify(execFile)(process.execPath, [BIN, 'evaluate', model, '--speed', ...args], {
      env: { PATH: '/usr/bin:/bin', HOME: temporary.path },
    });
  const settings = ['prompt-tokens=8', 'generated-tokens=3', 'rounds=3', 'budget-seconds=0'];
  const quick = [...settings.flatMap((setting) => ['--set', setting]), '--threads', '1'];

  it('measures the whole model beside a removal, and names the machine to a person', async () => {
    const file = join(temporary.path, 'speed.json');
    const { stdout } = await run([...quick, '--remove', '0,2', '--set', 'batches=1', '--json', file]);
    const { measurements } = JSON.parse(readFileSync(file, 'utf8'));
    const measured = measurements.map(({ change, batch }: EfficiencyMeasurement) => `${describeChange(change)}: ${batch}`);
    expect(measured).toEqual(['the whole model: 1', 'without blocks 0, 2: 1']);
    expect(measurements[0]).toMatchObject({ promptTokens: 8, generatedTokens: 3, rounds: 3, runtime: { threads: 1 } });
    expect(stdout).toMatch(/logical cores, 1 threads, .*; 8 tokens read, 3 written/);
    expect(stdout).toContain('Numbers of another machine are not comparable');
  });

  it('refuses wrong usage, such as too few rounds for an interval, with exit code 2', async () => {
    await expect(run(['--set', 'batches=1,x'])).rejects.toMatchObject({ code: 2 });
    await expect(run(['--set', 'rounds=2'])).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('>=3') });
  });
});
