import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { changeColumns } from '@lamina/database';
import { createRemoval, UNCHANGED } from '@lamina/plans';
import { seedModel } from '../../testing/seed-model.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi();
  const { revisionKey } = await seedModel(api.database, { slug: 'planned', blockCount: 4 });
  const counts = { removedBlockRatio: 0.5, removedParameterRatio: 0.1, parametersBefore: 100, parametersAfter: 90 };
  const parent = { name: 'planned', graphSha256: 'a', reference: 'org/planned', dtype: 'float32' };
  const removed = [1, 2];
  const plan = {
    format: 'lamina-prune-plan@1',
    parent,
    strategy: 'explicit',
    blocksBefore: 4,
    removed,
    kept: [0, 3],
    config: null,
    notes: [],
    certificate: { maxLogitDifference: 1e-6, limit: 0.002, tokens: 32, argmaxEqual: true, passed: true },
  };
  const shared = { revisionId: revisionKey, strategy: 'explicit', ...counts, plan, artefactSha256: 'sha' };
  const change = { ...UNCHANGED, remove: createRemoval({ blocks: removed }) };
  await api.database.prisma.pruning.createMany({
    data: [
      { ...shared, digest: 'd', ...changeColumns(change) },
      { ...shared, digest: 'f', ...changeColumns({ ...change, precision: 'Q8_0' }) },
    ],
  });
});
afterAll(() => api.close());

describe('the plan of a pruning', () => {
  it('is an object, or the file that another tool reads', async () => {
    const { data } = await api.query<{ prunings: { nodes: object[] } }>(`{ prunings(first: 1) { nodes {
      artefact { sha256 } certificate { maxLogitDifference tokens passed } plan mergekit: plan(format: MERGEKIT)
      llama: plan(format: LLAMA_CPP) drops: plan(format: DROP_LIST) } } }`);
    expect(data.prunings.nodes).toEqual([
      {
        artefact: { sha256: 'sha' },
        certificate: { maxLogitDifference: 1e-6, tokens: 32, passed: true },
        plan: expect.objectContaining({ removed: [1, 2], kept: [0, 3] }),
        mergekit: expect.stringMatching(/merge_method: passthrough\n.*dtype: float32/s),
        llama: '--prune-layers 1,2\n',
        drops: '1\n2\n',
      },
    ]);
  });

  it('refuses to name layers only where bits go too', async () => {
    const { errors } = await api.query('{ prunings { nodes { plan(format: DROP_LIST) } } }');
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(errors?.[0]?.message).toMatch(/this pruning has Q8_0/);
  });

  it('refuses a format that needs what the plan does not hold', async () => {
    const { errors } = await api.query('{ prunings { nodes { plan(format: HF_CONFIG) } } }');
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(errors?.[0]?.message).toMatch(/without a config\.json/);
  });
});
