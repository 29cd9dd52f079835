import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attachPackagedFiles, getMeasurableRevision, rowFileOf, unpackLines } from '@lamina/database';
import { PACKAGED_MODELS } from '@lamina/hub';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';

const RECORDED = join(import.meta.dirname, '../../../models/recorded');

describe('the models of the recording that comes with Lamina', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    // The measurements, which are most of the recording, are not needed.
    for (const table of ['ModelFamily', 'Model', 'ModelRevision'])
      for (const line of unpackLines(readFileSync(join(RECORDED, rowFileOf(table))))) {
        const row = JSON.parse(line) as object;
        const columns = Object.keys(row).map((column) => `"${column}"`);
        await database.pool.query(
          `INSERT INTO "${table}" (${columns}) SELECT ${columns} FROM jsonb_populate_record(NULL::"${table}", $1::jsonb)`,
          [line],
        );
      }
    await database.pool.query(`UPDATE "Model" m SET "currentRevisionId" = r."id" FROM "ModelRevision" r WHERE r."modelId" = m."id"`);
  });
  afterAll(() => database.drop());

  it('can be measured by the files that were recorded, and a second time changes nothing', async () => {
    const [{ name, revisionDigest }] = PACKAGED_MODELS as [(typeof PACKAGED_MODELS)[number]];
    await expect(getMeasurableRevision(database, name)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await attachPackagedFiles(database, PACKAGED_MODELS)).toBe(PACKAGED_MODELS.length);
    expect(await getMeasurableRevision(database, name)).toMatchObject({ source: 'package', location: name, digest: revisionDigest });
    expect(await attachPackagedFiles(database, PACKAGED_MODELS)).toBe(0);
  });

  it('are all of those that are neither bundled nor made from another', async () => {
    const where = { derivedFromId: null, slug: { not: { startsWith: 'lamina-' } } };
    const wholes = await database.prisma.model.findMany({ where, select: { slug: true, source: true } });
    expect(wholes.map(({ slug }) => slug).sort()).toEqual(PACKAGED_MODELS.map(({ name }) => name).sort());
    expect(wholes.map(({ source }) => source)).toEqual(wholes.map(() => 'package'));
  });

  it('keep the files that they have here', async () => {
    const [{ name }] = PACKAGED_MODELS as [(typeof PACKAGED_MODELS)[number]];
    const { prisma } = database;
    await prisma.model.update({ where: { slug: name }, data: { source: 'folder' } });
    await prisma.modelRevision.updateMany({ where: { location: name }, data: { location: '/here' } });
    expect(await attachPackagedFiles(database, PACKAGED_MODELS)).toBe(0);
    expect(await getMeasurableRevision(database, name)).toMatchObject({ source: 'folder', location: '/here' });
  });
});
