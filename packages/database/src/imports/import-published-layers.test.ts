import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import { importPublishedLayers } from './import-published-layers.ts';
import { importPublishedScores } from './import-published-scores.ts';

const FOLDER = join(import.meta.dirname, '../../../../models/published/layers');
const HEADER = 'source,model,hf_model_id,unit,block_index,operation,value,unit_of_value,measurements,baseline,text,tokens,notes';
const SOURCE = { title: 'Mine', url: null, revision: null, licence: 'MIT', credit: 'me', submittedBy: 'a token' };

describe('published layers', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('are stored once, as many of each source as its description counts', async () => {
    expect([await importPublishedLayers(database, FOLDER), await importPublishedLayers(database, FOLDER)]).toEqual([true, false]);
    const { datasets } = JSON.parse(readFileSync(join(FOLDER, 'datasets.json'), 'utf8')) as {
      readonly datasets: readonly { readonly id: string; readonly counts: Readonly<Record<'score_rows' | 'span_rows', number>> }[];
    };
    const stored = await database.prisma.publishedSource.findMany({ include: { _count: { select: { scores: true, spans: true } } } });
    const toCounts = (counts: readonly (readonly [string, number, number])[]) =>
      counts.toSorted(([one], [other]) => (one < other ? -1 : 1));
    expect(toCounts(stored.map(({ slug, _count }) => [slug, _count.scores, _count.spans]))).toEqual(
      toCounts(datasets.map(({ id, counts }) => [id, counts.score_rows, counts.span_rows])),
    );
  });

  it('keep what the source says of a value, with the kind of its block and the floor of its file', async () => {
    const model = await database.prisma.publishedModel.findUniqueOrThrow({ where: { hubId: 'Qwen/Qwen3.5-9B' } });
    expect(model).toMatchObject({ slug: 'qwen3.5-9b', generation: 'Qwen3.5-3.8', blockCount: 32, feedForwardKind: 'dense' });
    const where = { modelId: model.id, unit: 'attention', blockIndex: 0, unitOfValue: 'nats/token KL' };
    expect(await database.prisma.publishedLayerScore.findMany({ where })).toEqual([
      expect.objectContaining({
        operation: 'round:iq1_kt',
        value: 0.028496,
        measurements: 5,
        floor: 0.000246,
        blockKind: 'linear · dense',
        tokens: 424448n,
        flag: null,
      }),
    ]);
  });

  it('join the names of one model, and say its size and what is doubted', async () => {
    const scores = { select: { source: { select: { slug: true } }, doubt: true } };
    const [llama, glm] = await database.prisma.publishedModel.findMany({
      where: { hubId: { in: ['meta-llama/Llama-2-7b-hf', 'zai-org/GLM-4.6'] } },
      orderBy: { slug: 'desc' },
      include: { scores },
    });
    expect(llama).toMatchObject({ slug: 'llama-2-7b-hf', aliases: expect.arrayContaining(['Llama-2-7B']), parameterCount: 7_000_000_000n });
    expect(new Set(llama?.scores.map(({ source }) => source.slug))).toEqual(new Set(['shortgpt-sramshetty', 'llm-depth-pruning']));
    expect(glm?.parameterCount).toBe(356_786_000_000n);
    expect(new Set(glm?.scores.map(({ doubt }) => doubt))).toEqual(new Set([null, 'every tensor lies 0.0115 above the baseline']));
    expect(await database.prisma.publishedModel.count({ where: { hubId: 'meta-llama/Llama-2-7b' } })).toBe(0);
  });

  it('take what a user imports, once, and meet the model of the same hub id', async () => {
    const content = `${HEADER}\nmine,Qwen3.5-9B,Qwen/Qwen3.5-9B,block,0,remove,0.5,nats,,,,,\n`;
    const { id, isNew } = await importPublishedScores(database, SOURCE, content);
    expect(isNew).toBe(true);
    expect(await importPublishedScores(database, SOURCE, content)).toEqual({ id, isNew: false });
    const [row] = await database.prisma.publishedLayerScore.findMany({ where: { sourceId: id }, include: { model: true } });
    expect(row).toMatchObject({ value: 0.5, measurements: 1, model: { generation: 'Qwen3.5-3.8' } });
  });

  it.each([
    ['Qwen3.5-9B,,block,,remove,0.5,nats,,,,,', 'row 1, column block_index: must be given'],
    ['Qwen3.5-9B,,block,0,remove,abc,nats,,,,,', 'row 1, column value:'],
    ['Qwen3.5-9B,,layer,0,remove,1,nats,,,,,', 'row 1, column unit:'],
    ['Qwen3.5-9B,Qwen3.5-9B,block,0,remove,1,nats,,,,,', 'row 1, column hf_model_id: must be org/name'],
  ])('refuses the row %s, and names row and column', (row, message) => {
    expect(() => importPublishedScores(database, SOURCE, `${HEADER}\nmine,${row}\n`)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringContaining(message) }),
    );
  });

  it('refuses a model of the hub whose short name another one has', async () => {
    const content = `${HEADER}\nmine,Qwen3.5-9B,someone/Qwen3.5-9B,block,0,remove,0.5,nats,,,,,\n`;
    await expect(importPublishedScores(database, SOURCE, content)).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});
