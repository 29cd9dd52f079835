import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '@lamina/test-database';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { runLamina } from '../run-lamina.fixture.ts';

const BIN = join(import.meta.dirname, '../../bin/lamina.mjs');
const temporary = createTemporaryFolder();
afterAll(temporary.remove);
const lamina = (args: readonly string[], env?: Readonly<Record<string, string>>) => runLamina(args, { HOME: temporary.path, ...env });

describe('lamina study', () => {
  it('does the whole job and says what each strategy is worth beside its control', async () => {
    const file = join(temporary.path, 'study.json');
    const quick = ['--tasks', 'country-facts', '--limit', '20', '--windows', '2', '--window', '64'];
    const names = ['block-influence', 'leave-one-out-loss', 'evolutionary'];
    const chosen = [...names, 'iterate-repair', 'random-inner'].join();
    const strategies = [
      '--strategies',
      chosen,
      '--set',
      'search-repair=linear',
      '--counts',
      '1',
      '--protect-last',
      '--set',
      'search-passes=2',
    ];
    const more = ['--set', 'search-seeds=0,5', '--remove', '2', '--remove-attention', '4', '--remove-attention', '5'];
    const { code, stderr } = await lamina(['study', 'lamina-llama-8', ...quick, ...strategies, ...more, '--json', file]);
    if (code !== 0) throw new Error(stderr);
    const {
      studies: [study],
    } = JSON.parse(readFileSync(file, 'utf8'));
    expect(study).toMatchObject({ model: 'lamina-llama-8', blocks: 8, lane: 'log-likelihood · 0-shot · the first 20 documents · cpu' });
    expect(study.scores).toHaveLength(1);
    expect(Object.keys(study.scores[0].metrics)).toContain('loss-increase@1');
    expect(study.dense.evaluations[0]).toMatchObject({ benchmark: 'country-facts', sampleCount: 20 });
    const order = [{ kind: 'block', block: expect.any(Number) }];
    expect(study.scores[0].searches).toMatchObject([
      { search: 'leave-one-out', seed: null },
      { search: 'iterate-repair', order, repair: 'linear' },
      { search: 'evolve', order, seed: 0 },
      { search: 'evolve', order, seed: 5 },
    ]);
    const ofStrategy = (wanted: string) => study.prunings.filter(({ strategy }: { strategy: string }) => strategy === wanted);
    expect(new Set(ofStrategy('evolutionary').map(({ seed }: { seed: number | null }) => seed))).toEqual(new Set([null, 5]));
    // Fewer removed units come first.
    expect(ofStrategy('explicit')).toMatchObject([
      { removed: [], removedAttention: [5] },
      { removed: [2], removedAttention: [4] },
    ]);
    // A removal that was searched with a repair is measured with that repair, and compared with no removal without one.
    const layers = study.scores[0].searches[1].order.map(({ block }: { block: number }) => block);
    expect(ofStrategy('iterate-repair')).toMatchObject([{ removed: layers, repair: { kind: 'linear' } }]);
    const repaired = study.comparisons.filter(({ repair }: { repair: string | null }) => repair !== null);
    expect(repaired).toMatchObject([{ repair: 'linear', steps: [{ results: [{ strategy: 'iterate-repair', removed: layers }] }] }]);
    expect(study.prunings).toHaveLength(names.length + 1 + 5 + 1 + 2);
    for (const { removed, evaluations } of study.prunings) {
      expect(removed).not.toContain(7);
      expect(evaluations[0]).toMatchObject({ retention: expect.any(Number), mcNemarP: expect.any(Number), holmP: expect.any(Number) });
    }
    const [step] = study.comparison.steps;
    expect(step).toMatchObject({ removedCount: 1, control: { draws: 5 } });
    expect(step.results.map(({ strategy }: { strategy: string }) => strategy).sort()).toEqual(names.toSorted());
    // Searches with several seeds are one row, their mean.
    expect(step.results.find(({ strategy }: { strategy: string }) => strategy === 'evolutionary')).toMatchObject({ draws: 2, key: null });
    // A strategy that reads scores names their text.
    expect(step.results.map(({ chosenOn }: { chosenOn: string | null }) => chosenOn)).toEqual(names.map(() => 'invented-world'));
    const textsOf = (wanted: string) => new Set(ofStrategy(wanted).map(({ chosenOn }: { chosenOn: string | null }) => chosenOn));
    expect([textsOf('evolutionary'), textsOf('random-inner')]).toEqual([new Set(['invented-world']), new Set([null])]);
  });

  it('is worked on by lamina worker too, on an existing database, until it is told to stop', async () => {
    const database = await createTestDatabase();
    try {
      const env = { PATH: '/usr/bin:/bin', HOME: temporary.path, DATABASE_URL: database.url };
      const child = spawn(process.execPath, [BIN, 'worker'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
      const ended = once(child, 'exit');
      for await (const text of child.stdout.setEncoding('utf8')) if (String(text).includes('worker ready')) break;
      child.kill('SIGTERM');
      expect(await ended).toEqual([0, null]);
    } finally {
      await database.drop();
    }
  });

  it.each([
    [['study', 'lamina-llama-8', '--strategies', 'magic'], 2, 'Invalid option'],
    [['study', 'lamina-llama-8', '--strategies', 'explicit'], 2, 'Invalid option'],
    [['study', 'lamina-llama-8', '--precisions', 'int3'], 2, 'Invalid option'],
    [['study', 'a/model', 'b/model'], 1, 'two models have the same short name model'],
    [['study', 'lamina-llama-8', '--api', 'http://localhost:1'], 1, 'UNAUTHENTICATED: LAMINA_API_TOKEN is empty'],
    [['worker'], 1, 'DATABASE_URL'],
  ])('refuses %j', async (args, code, words) => {
    const ran = await lamina(args, { HF_HUB_OFFLINE: '1' });
    expect(ran.stderr).toContain(words);
    expect(ran.code).toBe(code);
  });
});
