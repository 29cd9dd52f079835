import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { runLamina } from '../run-lamina.fixture.ts';
import { startPlatform, type TestPlatform } from '../start-platform.fixture.ts';
import type { StudyResult as Study } from '../study/read-study.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

describe('lamina study of a model and its quantized form', () => {
  let platformDatabase: TestDatabase;
  let platform: TestPlatform;
  const file = join(temporary.path, 'quantized.json');
  const quick = ['--tasks', 'country-facts', '--limit', '10', '--windows', '1', '--window', '64'];
  const choice = ['--strategies', 'block-influence', '--counts', '1', '--precisions', 'fp16,int8'];
  let printed = '';
  beforeAll(async () => {
    platformDatabase = await createTestDatabase();
    platform = await startPlatform(platformDatabase.url);
    const { code, stderr } = await runLamina(['study', 'lamina-llama-8', ...quick, ...choice, '--json', file, '--api', platform.url], {
      HOME: temporary.path,
      LAMINA_API_TOKEN: platform.token,
      LAMINA_EFFICIENCY_SECONDS: '0',
      LAMINA_EFFICIENCY_PROMPT: '16',
      LAMINA_EFFICIENCY_GENERATE: '4',
    });
    expect([code, stderr]).toEqual([0, expect.anything()]);
    printed = stderr;
  });
  afterAll(async () => {
    await platform.stop();
    await platformDatabase.drop();
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

describe('lamina study of repairs', () => {
  it('keeps repairs of one kind with other settings apart, and says how each was solved', async () => {
    const file = join(temporary.path, 'repaired.json');
    const quick = ['--tasks', 'country-facts', '--limit', '10', '--windows', '2', '--window', '64'];
    const choice = ['--strategies', 'sequential', '--counts', '1', '--repairs', 'scalar', '--token-rules', 'all,no-sinks'];
    expect(await runLamina(['study', 'lamina-llama-8', ...quick, ...choice, '--json', file], { HOME: temporary.path })).toMatchObject({
      code: 0,
    });
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
        repair: 'scalar',
        setting: settingOf(rule),
        steps: [{ results: [{ strategy: 'sequential', retention: evaluated.get(rule) }] }],
      })),
    );
  });
});
