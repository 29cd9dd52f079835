import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../test-database/src/create-test-database.ts';

const SHAPE = { normPlacement: 'pre', precision: 'float32', exporter: 'e', opset: 17, blockCount: 2, location: '' };
/** 10 tokens of 4 channels. */
const TABLE = { vocabularySize: 10, hiddenSize: 4 };

describe('lamina_correct_quantized_forms', () => {
  let database: TestDatabase;
  let familyId: string;
  let originalId: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    ({ id: familyId } = await database.prisma.modelFamily.create({ data: { slug: 'f', name: 'f' } }));
    originalId = (await store('original', 100)).modelId;
    await database.prisma.model.update({ where: { id: originalId }, data: { licence: 'MIT' } });
  });
  afterAll(() => database.drop());

  async function store(slug: string, parameterCount: number, facts: { readonly derivedFromId?: string; readonly licence?: string } = {}) {
    const model = await database.prisma.model.create({ data: { slug, name: slug, source: 'folder', familyId, ...facts } });
    const sha = slug.padEnd(64, '0');
    const digests = { digest: sha, graphSha256: sha, weightsSha256: sha };
    return await database.prisma.modelRevision.create({ data: { modelId: model.id, parameterCount, ...SHAPE, ...TABLE, ...digests } });
  }
  const correct = () => database.pool.query('SELECT lamina_correct_quantized_forms()');

  it('takes the table that was counted twice out of the form and its removals, once', async () => {
    const { id: revisionId, modelId } = await store('original-int8', 140, { derivedFromId: originalId });
    const removal = { revisionId, strategy: 's', removed: [0], order: [0], removedCount: 1, removedBlockRatio: 0.5, plan: {} };
    await database.prisma.pruning.create({
      data: { ...removal, digest: 'p', parametersBefore: 140, parametersAfter: 120, removedParameterRatio: 20 / 140 },
    });
    for (let call = 0; call < 2; call += 1) {
      await correct();
      expect((await database.prisma.modelRevision.findUniqueOrThrow({ where: { id: revisionId } })).parameterCount).toBe(100n);
      expect(await database.prisma.pruning.findFirstOrThrow({ where: { revisionId } })).toMatchObject({
        ...{ parametersBefore: 100n, parametersAfter: 80n, removedParameterRatio: 0.2 },
      });
      expect(await database.prisma.model.findUniqueOrThrow({ where: { id: modelId } })).toMatchObject({ licence: 'MIT' });
    }
  });

  it('leaves other numbers and other licences as they are', async () => {
    const larger = await store('larger', 141, { derivedFromId: originalId, licence: 'its own' });
    const unrelated = await store('unrelated', 140);
    await correct();
    const counts = await database.prisma.modelRevision.findMany({
      where: { id: { in: [larger.id, unrelated.id] } },
      orderBy: { id: 'asc' },
    });
    expect(counts.map(({ parameterCount }) => parameterCount)).toEqual([141n, 140n]);
    expect(await database.prisma.model.findUniqueOrThrow({ where: { id: larger.modelId } })).toMatchObject({ licence: 'its own' });
    expect(await database.prisma.model.findUniqueOrThrow({ where: { id: unrelated.modelId } })).toMatchObject({ licence: null });
  });
});
