import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { ReadRemoval } from '@lamina/benchmarks';
import { createRemoval } from '@lamina/plans';
import { createTemporaryFolder } from '@lamina/test-utils/models';

const MAIN = join(import.meta.dirname, '../main.ts');
const temporary = createTemporaryFolder();
afterAll(temporary.remove);

function findings(...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const options = { encoding: 'utf8', env: { HOME: temporary.path } } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', MAIN, 'findings', ...args], options);
  return { status, stdout, stderr };
}

const textOf = (text: string, logLoss: number): ReadRemoval['texts'][number] => ({
  text,
  source: text,
  contextTokens: 512,
  windows: 16,
  tokens: 8176,
  logLoss,
  standardError: 0.001,
  changedWords: 0.02,
});

const removal: ReadRemoval = {
  key: 'one',
  strategy: 'block-influence',
  seed: null,
  chosenOn: null,
  scoreRunKey: null,
  protectFirst: false,
  protectLast: false,
  remove: createRemoval({ blocks: [17] }),
  removedCount: 1,
  removedRatio: 1 / 30,
  removedParameterRatio: 0.026,
  units: ['block'],
  repair: null,
  read: [],
  texts: [textOf('austen', Math.log(1.1)), textOf('wikipedia', Math.log(1.21))],
};

function writeRecording(): string {
  mkdirSync(join(temporary.path, 'measurements'), { recursive: true });
  writeFileSync(join(temporary.path, 'recording.json'), JSON.stringify({ recordedAt: '2026-12-02T10:00:00Z', device: 'two cores' }));
  for (const [slug, isBundled] of [['real', false] as const, ['small', true] as const]) {
    const model = { slug, name: slug.toUpperCase(), location: '', format: 'gguf', isBundled };
    const file = join(temporary.path, `measurements/${slug}.json`);
    writeFileSync(file, JSON.stringify({ model, changes: [], efficiencies: [], removals: [removal] }));
  }
  return temporary.path;
}

describe('lamina findings', () => {
  it('prints docs/findings.md from the recording that ships; npm run docs:findings writes it', () => {
    expect(findings().stdout).toBe(readFileSync(join(import.meta.dirname, '../../../../docs/findings.md'), 'utf8'));
  });

  it('speaks of the real models of a recording, with its date, and says what is not measured', () => {
    const { stdout } = findings('--recording', writeRecording());
    expect(stdout).toContain('Measured until 2026-12-02 on two cores.');
    expect(stdout).toContain(
      '- The factor by which one removal raises the perplexity of REAL is a median of 1.1 × as large on its worst text as on its best (1.1 × to 1.1 ×, 1 removal on austen and wikipedia); the worst is most often wikipedia, in 1 of them.\n',
    );
    expect(stdout).toContain('- Not measured yet: repairs of REAL');
    expect(stdout).not.toContain('SMALL');
  });

  it('gives the numbers behind them as JSON, of a named model', () => {
    const found = JSON.parse(findings('small', '--recording', writeRecording(), '--json', '-').stdout);
    expect(found).toMatchObject({ recordedAt: '2026-12-02T10:00:00Z', device: 'two cores' });
    expect(found.findings).toHaveLength(8);
    expect(found.findings[5]).toMatchObject({
      id: 'texts',
      modelKey: 'small',
      table: {
        columns: ['removal', 'austen', 'wikipedia'],
        rows: [['1 block by block-influence', expect.closeTo(1.1, 12), expect.closeTo(1.21, 12)]],
      },
    });
  });

  it('refuses a model that is not recorded, and a folder that is no recording', () => {
    expect(findings('huge', '--recording', writeRecording())).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('there is no recorded model "huge"; choose one of real, small'),
    });
    expect(findings('--recording', join(temporary.path, 'none')).stderr).toContain('is no recording');
  });
});
