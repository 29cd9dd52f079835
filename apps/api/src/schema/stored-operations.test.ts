import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeSyntheticData } from '@lamina/test-database';
import { parse } from 'graphql';
import { encodeGlobalId } from '../data/global-id.ts';
import type { NodeTypeName } from '../data/node-type-name.ts';
import { MAX_REPEATED, type StatementTally, tallyStatements } from '../testing/count-statements.ts';
import { serializeAgain } from '../testing/serialize-again.ts';
import { ADMIN_HEADERS, startTestApi, type TestApi } from '../testing/start-test-api.ts';
import { listStoredOperations, type StoredOperation } from '../testing/stored-operations.ts';

/** Different statements that any operation may need. */
const MAX_STATEMENTS = 25;

describe('statements of a stored operation', () => {
  let api: TestApi;
  let variables: Readonly<Record<string, unknown>>;

  beforeAll(async () => {
    api = await startTestApi();
    await writeSyntheticData(api.database, { models: 60, layers: 12, configurations: 2, samples: 1 });
    // The examples speak of the bundled models.
    for (const [index, slug] of ['lamina-llama-12', 'lamina-opt-12', 'lamina-gpt2-12'].entries())
      await api.database.pool.query('UPDATE "Model" SET "slug" = $1 WHERE "slug" = $2', [slug, `synthetic-00000${index + 1}`]);
    const findId = async (table: NodeTypeName): Promise<string> => {
      const { rows } = await api.database.pool.query<{ id: string }>(`SELECT "id" FROM "${table}" LIMIT 1`);
      return encodeGlobalId(table, rows[0]?.id ?? '');
    };
    const [modelId, jobId, pruningId, studyId, scoreRun] = await Promise.all(
      (['Model', 'Job', 'Pruning', 'Study', 'ScoreRun'] as const).map(findId),
    );
    variables = {
      modelId,
      jobId,
      scoreRun,
      id: { JobDetails: jobId, PruningPlan: pruningId, PruningArtefact: pruningId, StudyProgress: studyId, RunSeries: scoreRun },
      ids: [modelId, jobId],
      slug: 'lamina-llama-12',
      slugs: ['lamina-llama-12', 'lamina-opt-12'],
      baseline: 'lamina-llama-12',
      comparisonSlug: 'none',
      reportSlug: 'none',
      family: 'synthetic-family-1',
      families: ['synthetic-family-1'],
      names: ['synthetic-task-1'],
      dense: false,
      version: 'none',
      search: 'synthetic',
      removedRatio: 0.2,
      maximumLoss: 0.2,
      model: 'lamina-llama-12',
      metric: 'BLOCK_INFLUENCE',
      format: 'DROP_LIST',
      filter: {},
    };
  });
  afterAll(() => api.close());

  async function countStatements({ operation, print }: StoredOperation, pageSize: number): Promise<StatementTally | string> {
    const given = Object.fromEntries(
      (operation.variableDefinitions ?? []).map(({ variable: { name } }) => {
        const value = variables[name.value];
        const isPerOperation = name.value === 'id' && typeof value === 'object' && value !== null;
        return [name.value, name.value === 'first' ? pageSize : isPerOperation ? Reflect.get(value, operation.name?.value ?? '') : value];
      }),
    );
    api.statements.length = 0;
    const { data, errors } = await api.query(print(pageSize), given, ADMIN_HEADERS);
    if (errors === undefined) expect(await serializeAgain(parse(print(pageSize)), data, given)).toEqual({ data });
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
