import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase, writeSyntheticData } from '@lamina/test-database';
import { startPlatform, type TestPlatform } from '../start-platform.fixture.ts';

const BIN = join(import.meta.dirname, '../../bin/lamina.mjs');
const MODEL = 'synthetic-000001';

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function lamina(...args: readonly string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, 'recommend', ...args], { env: { PATH: '/usr/bin:/bin', HOME: '/nowhere' } });
    const read = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        read[name] += text;
      });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...read }));
  });
}

describe('lamina recommend', () => {
  let database: TestDatabase;
  let platform: TestPlatform;
  beforeAll(async () => {
    database = await createTestDatabase();
    await writeSyntheticData(database, { models: 2, layers: 12, configurations: 1, samples: 1 });
    platform = await startPlatform(database.url);
  });
  afterAll(async () => {
    await platform.stop();
    await database.drop();
  });

  it('answers with the blocks, their cost and savings, the certainty and the command, as the platform does', async () => {
    const { code, stdout, stderr } = await lamina(MODEL, '--max-loss', '50%', '--units', 'blocks', '--api', platform.url, '--json', '-');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const { data } = await platform.ask(`{ recommendation(model: "${MODEL}", maximumLoss: 0.5, units: [BLOCK]) {
      verdict statement choice { removed loss lossInterval { low high } probabilityWithin command saves { parameters } } } }`);
    const { recommendation: truth } = data as { readonly recommendation: Truth };
    expect(JSON.parse(stdout)).toMatchObject({
      model: MODEL,
      remove: truth.choice.removed,
      removeAttention: [],
      removeMlp: [],
      repair: null,
      expectedLoss: truth.choice.loss,
      interval: truth.choice.lossInterval,
      probabilityWithin: truth.choice.probabilityWithin,
      saves: { parameters: truth.choice.saves.parameters, bytes: null, kvBytesPerToken: null, speed: null },
      command: truth.choice.command,
      downloads: [],
      verdict: truth.verdict,
      statement: truth.statement,
    });
  });

  it('says it in words for a person, with the command and the study that would tell more', async () => {
    const { code, stdout } = await lamina(MODEL, '--maximum-loss', '0.5', '--on', 'synthetic-task-1', '--api', platform.url);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^(Remove|Most likely, remove) block.* of synthetic-task-1/);
    expect(stdout).toMatch(/^lamina prune \S+ --remove \S+ --out \S+$/m);
    expect(stdout).toMatch(
      new RegExp(`^lamina study ${MODEL} --counts \\S+ --strategies \\S+ --tasks synthetic-task-1 .*--until settled$`, 'm'),
    );
  });

  it('names the files that a worker wrote of the pruned model, where it was asked', async () => {
    const { prisma } = database;
    const files = [{ path: 'onnx/model.onnx', bytes: 3, sha256: 'a'.repeat(64) }];
    const { data } = await platform.ask(`{ recommendation(model: "${MODEL}", maximumLoss: 0.5, units: [BLOCK]) { choice { removed } } }`);
    const { removed } = (data as { readonly recommendation: Truth }).recommendation.choice;
    await prisma.pruning.updateMany({
      where: { removed: { equals: [...removed] } },
      data: { artefactPath: '/where/it/is', artefactSha256: 'a'.repeat(64), artefactFiles: files },
    });
    const { stdout } = await lamina(MODEL, '--max-loss', '50%', '--units', 'blocks', '--api', platform.url);
    const { origin } = new URL(platform.url);
    expect(stdout).toMatch(new RegExp(`^Written already: ${origin}/prunings/[^/]+/onnx/model\\.onnx$`, 'm'));
    const json = await lamina(MODEL, '--max-loss', '50%', '--units', 'blocks', '--api', platform.url, '--json', '-');
    expect(JSON.parse(json.stdout)).toMatchObject({ downloads: [expect.stringMatching(/\/prunings\/[^/]+\/onnx\/model\.onnx$/)] });
  });

  it('names the study of the units that may be removed', async () => {
    const { stdout } = await lamina(MODEL, '--max-loss', '5%', '--units', 'attention,mlp', '--api', platform.url);
    expect(stdout).toMatch(/^lamina study .* --units attention,mlp --tasks /m);
  });

  it('says what is kept at the maximum loss: of a score what is not lost, of perplexity whole ÷ pruned', async () => {
    const text = { name: 'a-text', version: '1', kind: 'perplexity', category: 'synthetic', description: 'A text', digest: 'b'.repeat(64) };
    await database.prisma.benchmark.create({ data: { ...text, chance: null, documentCount: 40 } });
    const kept = { average: 0.75, 'synthetic-task-1': 0.75, perplexity: 0.8, 'a-text': 0.8 };
    for (const [metric, minimumRetention] of Object.entries(kept)) {
      const { stdout } = await lamina(MODEL, '--max-loss', '25%', '--metric', metric, '--api', platform.url, '--json', '-');
      expect(JSON.parse(stdout)).toMatchObject({ metric, minimumRetention });
    }
  });

  it('refuses what is no share, no model and no platform', async () => {
    expect(await lamina(MODEL, '--max-loss', '5')).toMatchObject({ code: 2, stderr: expect.stringContaining('such as 5% or 0.05') });
    expect(await lamina(MODEL)).toMatchObject({ code: 2, stderr: expect.stringContaining('--max-loss') });
    const unknown = await lamina('nobody', '--max-loss', '5%', '--api', platform.url);
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no model "nobody"') });
    expect(await lamina(MODEL, '--max-loss', '5%', '--api', 'http://localhost:1')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^HUB_UNREACHABLE: /),
    });
  });
});

interface Truth {
  readonly verdict: string;
  readonly statement: string;
  readonly choice: {
    readonly removed: readonly number[];
    readonly loss: number;
    readonly lossInterval: object;
    readonly probabilityWithin: number;
    readonly command: string;
    readonly saves: { readonly parameters: number };
  };
}
