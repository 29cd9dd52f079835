import type { Database } from '@lamina/database';
import type { OperationDefinitionNode } from 'graphql';
import { encodeGlobalId } from '../data/global-id.ts';
import type { NodeTypeName } from '../data/node-type-name.ts';

type Variables = Readonly<Record<string, unknown>>;

/** The bundled models of which the examples speak; the first synthetic models take their names. */
const BUNDLED = ['lamina-llama-12', 'lamina-opt-12', 'lamina-gpt2-12'];

/** Gives the first synthetic models the names of bundled ones, and finds values for the variables of every stored operation. */
export async function prepareSyntheticVariables({ pool }: Pick<Database, 'pool'>): Promise<Variables> {
  for (const [index, slug] of BUNDLED.entries())
    await pool.query('UPDATE "Model" SET "slug" = $1 WHERE "slug" = $2', [slug, `synthetic-00000${index + 1}`]);
  const findId = async (table: NodeTypeName): Promise<string> => {
    const { rows } = await pool.query<{ id: string }>(`SELECT "id" FROM "${table}" ORDER BY "id" LIMIT 1`);
    const [row] = rows;
    if (row === undefined) throw new Error(`The synthetic database has no row in "${table}".`);
    return encodeGlobalId(table, row.id);
  };
  const [modelId, jobId, pruningId, studyId, scoreRun] = await Promise.all(
    (['Model', 'Job', 'Pruning', 'Study', 'ScoreRun'] as const).map(findId),
  );
  return {
    modelId,
    jobId,
    study: studyId,
    scoreRun,
    id: {
      JobDetails: jobId,
      PruningPlan: pruningId,
      PruningArtefact: pruningId,
      StudyProgress: studyId,
      RunSeries: scoreRun,
      WrittenModel: pruningId,
    },
    ids: [modelId, jobId],
    slug: 'lamina-llama-12',
    slugs: ['lamina-llama-12', 'lamina-opt-12'],
    baseline: 'lamina-llama-12',
    comparisonSlug: 'none',
    family: 'synthetic-family-1',
    families: ['synthetic-family-1'],
    names: ['synthetic-task-1'],
    dense: false,
    version: 'none',
    search: 'synthetic',
    removedRatio: 0.2,
    maximumLoss: 0.2,
    lose: 0.1,
    save: 'BYTES',
    testModels: false,
    benchmark: 'synthetic-task-1',
    model: 'lamina-llama-12',
    metric: 'BLOCK_INFLUENCE',
    layer: 1,
    agreement: 'SIBLINGS',
    operation: 'REMOVED',
    models: ['Qwen/Qwen3.5-9B'],
    unit: 'block',
    hubId: 'Qwen/Qwen3.5-9B',
    format: 'DROP_LIST',
    filter: {},
  };
}

/** The values for the variables of one operation; those without a value are optional. */
export function pickVariables({ name, variableDefinitions = [] }: OperationDefinitionNode, values: Variables): Variables {
  const picked = variableDefinitions.map(({ variable }) => {
    const value = values[variable.name.value];
    // Ids are those of different types.
    const isPerOperation = variable.name.value === 'id' && typeof value === 'object' && value !== null;
    return [variable.name.value, isPerOperation ? Reflect.get(value, String(name?.value)) : value];
  });
  return Object.fromEntries(picked);
}
