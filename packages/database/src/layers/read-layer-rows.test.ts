import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LAYER_OPERATIONS, type LayerRow } from '@lamina/metrics';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import { importPublishedLayers } from '../imports/import-published-layers.ts';
import { importPublishedScores } from '../imports/import-published-scores.ts';
import { importRecordedResults } from '../recordings/import-recording.ts';
import { type ReadRows, readLayerRows } from './read-layer-rows.ts';

const ROOT = join(import.meta.dirname, '../../../..');

interface GoldenProfile {
  readonly name: string;
  readonly counted: boolean;
  readonly ranks: readonly (number | null)[];
}
/** Numbers that Python computed: packages/metrics/fixtures/make_layer_profiles.py. */
const GOLDEN = JSON.parse(readFileSync(join(ROOT, 'packages/metrics/fixtures/layer_profiles.json'), 'utf8')) as {
  readonly models: number;
  readonly cells: number;
  readonly operations: Readonly<Record<string, { readonly profiles: readonly GoldenProfile[] }>>;
};

describe('the long table of layers', () => {
  let database: TestDatabase;
  const read: ReadRows = (statement) => database.prisma.$queryRaw(statement);

  beforeAll(async () => {
    database = await createTestDatabase();
    await importPublishedLayers(database, join(ROOT, 'models/published/layers'));
    await importRecordedResults(database, join(ROOT, 'models/recorded'));
  });
  afterAll(() => database.drop());

  it('ranks the blocks of every model as Python does, and shows and counts the same profiles', async () => {
    const rows = await readLayerRows(read);
    expect(new Set(rows.map(({ model }) => model)).size).toBe(GOLDEN.models);
    const shown = rows.filter((row) => row.shown);
    expect(shown).toHaveLength(GOLDEN.cells);
    for (const operation of LAYER_OPERATIONS) {
      const profiles = [
        ...Map.groupBy(
          shown.filter((row) => row.operation === operation),
          ({ name }) => name,
        ),
      ];
      const found = profiles.map(([name, ofModel]) => ({ name, counted: ofModel[0]?.counted, ranks: ranksOf(ofModel) }));
      expect(found.toSorted(byName)).toEqual(
        GOLDEN.operations[operation]?.profiles.map(({ name, counted, ranks }) => ({ name, counted, ranks })),
      );
    }
  });

  it('says of each value what it is, where it comes from and on what terms', async () => {
    const rows = await readLayerRows(read);
    const find = (model: string, operation: string) => rows.find((row) => row.model === model && row.operation === operation && row.shown);
    expect(find('mistral-7b-v0.3', 'removed')).toEqual(
      expect.objectContaining({
        hubId: 'mistralai/Mistral-7B-v0.3',
        generation: 'Mistral-7B',
        parameters: 7.25e9,
        kind: 'dense',
        blocks: 32,
        block: 0,
        relativeDepth: 0.5 / 32,
        method: 'remove',
        metric: 'loss increase',
        unitOfValue: 'nats per token',
        origin: 'published',
        sourceUrl: 'https://github.com/song17122328/llama-pruning',
        licence: expect.stringContaining('MIT'),
      }),
    );
    expect(find('gemma-3-270m', 'influence')).toMatchObject({
      origin: 'measured',
      method: 'block-influence@1',
      source: null,
      licence: null,
      text: expect.stringContaining('austen'),
    });
    expect(find('glm-4.6', 'rounded-perplexity')).toMatchObject({ counted: false, reason: 'every tensor lies 0.0115 above the baseline' });
  });

  it('shows what a user imported beside what was published, and counts a model once', async () => {
    const lines = Array.from({ length: 32 }, (_, block) => `Mistral-7B-v0.3,mistralai/Mistral-7B-v0.3,block,${block},remove,${block},nats`);
    const content = `model,hf_model_id,unit,block_index,operation,value,unit_of_value\n${lines.join('\n')}\n`;
    const facts = { title: 'Mine', url: null, revision: null, licence: 'MIT', credit: 'me', submittedBy: 'a token' };
    await importPublishedScores(database, facts, content);
    const rows = await readLayerRows(read);
    const removed = rows.filter((row) => row.model === 'mistral-7b-v0.3' && row.operation === 'removed' && row.block === 31);
    expect(removed.map(({ origin, counted, value, unitOfValue }) => ({ origin, counted, value, unitOfValue }))).toEqual([
      { origin: 'contributed', counted: false, value: 31, unitOfValue: 'nats' },
      { origin: 'published', counted: true, value: expect.any(Number), unitOfValue: 'nats per token' },
    ]);
    await database.prisma.publishedSource.deleteMany({ where: { title: 'Mine' } });
  });

  it('leaves out what was stored after a cut', async () => {
    expect(await readLayerRows(read, new Date(0))).toEqual([]);
  });

  it('states the licence of the newest release that has what was measured here', async () => {
    const licenceOf = async (cut: Date | null) => (await readLayerRows(read, cut)).find(({ origin }) => origin === 'measured')?.licence;
    const about = { title: 'Mine', authors: [], publishedBy: 'a token', apiVersion: '0.1.0' };
    const { create } = database.prisma.release;
    const cut = new Date('2100-01-01');
    await create({ data: { ...about, version: 'before', licence: 'MIT', createdAt: new Date(0), publishedAt: new Date() } });
    expect(await licenceOf(null)).toBeNull();
    await create({
      data: { ...about, version: 'published', licence: 'CC-BY-4.0', createdAt: new Date('2099-01-01'), publishedAt: new Date() },
    });
    await create({ data: { ...about, version: 'written', licence: 'Apache-2.0', createdAt: cut } });
    expect([await licenceOf(null), await licenceOf(cut)]).toEqual(['CC-BY-4.0', 'Apache-2.0']);
  });
});

/** One entry for each block, 0 = matters least; null for a block without a value. */
function ranksOf(rows: readonly LayerRow[]): readonly (number | null)[] {
  const ranks = new Map(rows.map(({ block, rank }) => [block, rank - 1]));
  return Array.from({ length: rows[0]?.blocks ?? 0 }, (_, block) => ranks.get(block) ?? null);
}

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name < other.name ? -1 : 1;
}
