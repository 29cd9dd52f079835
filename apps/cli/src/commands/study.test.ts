import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { startPlatform, type TestPlatform } from '../start-platform.fixture.ts';
import type { StudyResult as Study } from '../study/read-study.ts';

const BIN = join(import.meta.dirname, '../../bin/lamina.mjs');
const temporary = createTemporaryFolder();
afterAll(temporary.remove);

function lamina(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<{ code: number | null; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], {
      env: { PATH: '/usr/bin:/bin', HOME: temporary.path, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stderr }));
  });
}

describe('lamina study', () => {
  let platformDatabase: TestDatabase;
  let platform: TestPlatform;
  beforeAll(async () => {
    platformDatabase = await createTestDatabase();
    platform = await startPlatform(platformDatabase.url);
  });
  afterAll(async () => {
    await platform.stop();
    await platformDatabase.drop();
  });

  it('does the whole job and says what each strategy is worth beside its control', async () => {
    const file = join(temporary.path, 'study.json');
    const quick = ['--tasks', 'country-facts', '--limit', '20', '--windows', '2', '--window', '64'];
    const names = ['block-influence', 'leave-one-out-loss', 'evolutionary'];
    const chosen = [...names, 'iterate-repair', 'random-inner'].join();
    const strategies = [
      '--strategies',
      chosen,
      '--iterate-repair',
      'linear',
      '--counts',
      '1',
      '--protect-last',
      '--set',
      'search-passes=9',
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
      { kind: 'repaired', order, repair: 'linear' },
      { kind: 'evolved', order, fitness: 'divergence', seed: 0 },
      { kind: 'evolved', order, fitness: 'divergence', seed: 5 },
    ]);
    const ofStrategy = (wanted: string) => study.prunings.filter(({ strategy }: { strategy: string }) => strategy === wanted);
    expect(new Set(ofStrategy('evolutionary').map(({ seed }: { seed: number | null }) => seed))).toEqual(new Set([null, 5]));
    // Fewer removed units come first.
    expect(ofStrategy('explicit')).toMatchObject([
      { removed: [], removedAttention: [5] },
      { removed: [2], removedAttention: [4] },
    ]);
    // What is searched with a repair is measured with that repair, and compared with no other removal that is not repaired.
    const layers = study.scores[0].searches[0].order.map(({ block }: { block: number }) => block);
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
    // What reads scores names their text.
    expect(step.results.map(({ chosenOn }: { chosenOn: string | null }) => chosenOn)).toEqual(names.map(() => 'invented-world'));
    const textsOf = (wanted: string) => new Set(ofStrategy(wanted).map(({ chosenOn }: { chosenOn: string | null }) => chosenOn));
    expect([textsOf('evolutionary'), textsOf('random-inner')]).toEqual([new Set(['invented-world']), new Set([null])]);
  });

  it('keeps repairs of one kind with other settings apart, and says how each was solved', async () => {
    const file = join(temporary.path, 'repaired.json');
    const quick = ['--tasks', 'country-facts', '--limit', '10', '--windows', '2', '--window', '64'];
    const choice = ['--strategies', 'sequential', '--counts', '1', '--repairs', 'scalar', '--token-rules', 'all,no-sinks'];
    expect(await lamina(['study', 'lamina-llama-8', ...quick, ...choice, '--json', file])).toMatchObject({ code: 0 });
    const [{ comparisons, prunings }] = JSON.parse(readFileSync(file, 'utf8')).studies;
    const settingOf = (rule: string) => `windows of 64 tokens, the first 2, tokens ${rule}, solved on invented-world`;
    const evaluated = new Map<string, number>(
      prunings.map(({ repair, evaluations }: { repair: { tokenRule: string } | null; evaluations: { retention: number }[] }) => [
        repair?.tokenRule,
        evaluations[0]?.retention,
      ]),
    );
    expect(comparisons).toMatchObject(
      ['no-sinks', 'all'].map((rule) => ({
        ...{ repair: 'scalar', setting: settingOf(rule) },
        steps: [{ results: [{ strategy: 'sequential', retention: evaluated.get(rule) }] }],
      })),
    );
  });

  describe('of a model and its quantized form', () => {
    const file = join(temporary.path, 'quantized.json');
    const quick = ['--tasks', 'country-facts', '--limit', '10', '--windows', '1', '--window', '64'];
    const choice = ['--strategies', 'block-influence', '--counts', '1', '--precisions', 'fp16,int8'];
    let printed = '';
    beforeAll(async () => {
      const { code, stderr } = await lamina(['study', 'lamina-llama-8', ...quick, ...choice, '--json', file, '--api', platform.url], {
        LAMINA_API_TOKEN: platform.token,
        LAMINA_EFFICIENCY_SECONDS: '0',
        LAMINA_EFFICIENCY_PROMPT: '16',
        LAMINA_EFFICIENCY_GENERATE: '4',
      });
      expect([code, stderr]).toEqual([0, expect.anything()]);
      printed = stderr;
    });

    it('sends both to a platform', async () => {
      expect(printed).toMatch(/^lamina-llama-8-int8: 3 evaluations and 1 scorings are at http:\/\/localhost:\d+$/m);
      const { data: sent } = await platform.ask('{ models(first: 5) { nodes { slug precision evaluations { totalCount } } } }');
      const count = (totalCount: number) => ({ totalCount });
      // acc and acc_norm of the whole model and of each removal: one of the original's, two of the form's.
      expect(sent).toMatchObject({
        models: {
          nodes: [
            { slug: 'lamina-llama-8', precision: 'fp16', evaluations: count(4) },
            { slug: 'lamina-llama-8-int8', precision: 'int8', evaluations: count(6) },
          ],
        },
      });
    });

    it('removes from the form what its own scores choose and what the original chose, and measures the speed of each', () => {
      const { studies } = JSON.parse(readFileSync(file, 'utf8'));
      // The bundled models are stored in fp16: as they are.
      expect(studies.map(({ model, facts }: Study) => [model, facts.precision])).toEqual([
        ['lamina-llama-8', 'fp16'],
        ['lamina-llama-8-int8', 'int8'],
      ]);
      const [original, form] = studies;
      const chosenBy = (study: Study, strategy: string) =>
        study.prunings.filter((pruning) => pruning.strategy === strategy).map(({ removed }) => removed);
      expect(chosenBy(form, 'explicit')).toEqual(chosenBy(original, 'block-influence'));
      expect(chosenBy(form, 'block-influence')).toHaveLength(1);
      const bytesOf = ({ efficiency }: Study, count: number): number =>
        efficiency.find(({ removed, batch }) => batch === 1 && removed.length === count)?.weightsBytes ?? Number.NaN;
      expect(bytesOf(original, 1)).toBeLessThan(bytesOf(original, 0));
      expect(bytesOf(form, 0)).toBeLessThan(bytesOf(original, 1));
      expect(bytesOf(form, 1)).toBeLessThan(bytesOf(form, 0));
    });
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
