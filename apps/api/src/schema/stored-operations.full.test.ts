import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { importPublishedLayers } from '@lamina/database';
import { writeSyntheticData } from '@lamina/test-database';
import { parse } from 'graphql';
import { MAX_REPEATED, type StatementTally, tallyStatements } from '../testing/count-statements.ts';
import { PUBLISHED_LAYERS } from '../testing/seed-platform.ts';
import { serializeAgain } from '../testing/serialize-again.ts';
import { ADMIN_HEADERS, startTestApi, type TestApi } from '../testing/start-test-api.ts';
import { listStoredOperations, type StoredOperation } from '../testing/stored-operations.ts';
import { pickVariables, prepareSyntheticVariables } from '../testing/synthetic-variables.ts';

/** Different statements that any operation may need. */
const MAX_STATEMENTS = 25;

describe('statements of a stored operation', () => {
  let api: TestApi;
  let variables: Readonly<Record<string, unknown>>;

  beforeAll(async () => {
    api = await startTestApi();
    await writeSyntheticData(api.database, { models: 60, layers: 12, configurations: 2, samples: 1 });
    await importPublishedLayers(api.database, PUBLISHED_LAYERS);
    // Counts of 10,000 rows are kept between requests, so the second one would need a statement less.
    await api.database.pool.query(`DELETE FROM "PublishedLayerScore" WHERE "unit" NOT IN ('block', 'attention')`);
    variables = await prepareSyntheticVariables(api.database);
  });
  afterAll(() => api.close());

  async function countStatements({ operation, print }: StoredOperation, pageSize: number): Promise<StatementTally | string> {
    const given = pickVariables(operation, { ...variables, first: pageSize });
    api.statements.length = 0;
    const { data, errors } = await api.query(print(pageSize), given, ADMIN_HEADERS);
    // Introspection is answered by the schema itself, whose printed form is sorted.
    const isOfData = !/__(type|schema)\b/.test(print(pageSize));
    if (errors === undefined && isOfData) expect(await serializeAgain(parse(print(pageSize)), data, given)).toEqual({ data });
    return errors === undefined ? tallyStatements(api.statements) : `${errors[0]?.extensions.code}: ${errors[0]?.message}`;
  }

  it.each(listStoredOperations().map((stored) => [stored.name, stored] as const))(
    '%s are as many for 50 rows as for 5',
    async (_, stored) => {
      const few = await countStatements(stored, 5);
      const wide = await countStatements(stored, 50);
      // Lists three deep would cost too much: then 15 rows of each must do.
      const many = String(wide).startsWith('COST_LIMIT_EXCEEDED') ? await countStatements(stored, 15) : wide;
      if (typeof few === 'string' || typeof many === 'string') throw new Error(`${stored.name} was refused: ${few}, ${many}`);
      expect(many.different).toEqual(few.different);
      expect(Math.max(few.mostRepeated, many.mostRepeated)).toBeLessThanOrEqual(MAX_REPEATED);
      expect(few.different).toBeLessThanOrEqual(MAX_STATEMENTS);
      expect(few.different).toMatchSnapshot();
    },
  );
});
