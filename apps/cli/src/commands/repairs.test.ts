import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createTemporaryFolder } from '@lamina/test-utils/models';

const BIN = join(import.meta.dirname, '../../bin/lamina.mjs');
const MODEL = join(import.meta.dirname, '../../../../packages/engine/fixtures/tiny-llama');
const temporary = createTemporaryFolder();
afterAll(temporary.remove);

function lamina(...args: readonly string[]): { readonly code: number | null; readonly stdout: string; readonly stderr: string } {
  const env = { PATH: '/usr/bin:/bin', HOME: temporary.path };
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], { encoding: 'utf8', env, cwd: temporary.path });
  return { code: status, stdout, stderr };
}

function placeIds(name: string, step: number): string {
  const path = join(temporary.path, name);
  writeFileSync(path, JSON.stringify({ ids: Array.from({ length: 320 }, (_, index) => 2 + ((index * index * step + index) % 60)) }));
  return path;
}

describe('lamina repairs', () => {
  const texts = ['--calibration-ids', placeIds('calibration.json', 7), '--ids', placeIds('held-out.json', 11), '--window', '16'];

  it('lists every run of a length with its repairs, best first', () => {
    const { stdout, stderr } = lamina('repairs', MODEL, ...texts, '--lengths', '1', '--kinds', 'none,linear,linear-fold', '--json', '-');
    if (stdout === '') throw new Error(stderr);
    const { gaps, tokens } = JSON.parse(stdout);
    expect(tokens).toBe(320);
    expect(gaps.map(({ run }: { run: number[] }) => run[0]).sort()).toEqual([0, 1, 2]);
    for (const { repairs } of gaps) {
      const left = repairs.map((repair: { left: number }) => repair.left);
      expect(left).toEqual([...left].sort((a: number, b: number) => a - b));
    }
  });

  it('fits the repairs on the tokens of a rule, and says which', () => {
    const survey = (...more: string[]) => lamina('repairs', MODEL, ...texts, '--lengths', '1', '--kinds', 'linear', ...more);
    const { stdout, stderr } = survey('--token-rule', 'no-sinks', '--json', '-');
    if (stdout === '') throw new Error(stderr);
    const { tokenRule, gaps } = JSON.parse(stdout);
    expect(tokenRule).toBe('no-sinks');
    expect(gaps).not.toEqual(JSON.parse(survey('--json', '-').stdout).gaps);
    expect(survey('--token-rule', 'balanced')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/all.*no-sinks/) });
  });

  it('refuses an unknown repair', () => {
    expect(lamina('repairs', MODEL, ...texts, '--kinds', 'magic')).toMatchObject({ code: 2, stdout: '' });
  });
});
