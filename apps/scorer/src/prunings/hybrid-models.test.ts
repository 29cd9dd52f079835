import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createJob, registerModel } from '@lamina/database';
import { inspectModel } from '@lamina/engine';
import { type JobDefinition, jobOf, type PayloadInputOf, PRUNE_MODEL, SCORE_MODEL } from '@lamina/jobs';
import { MEASURES } from '@lamina/metrics';
import { createRemoval, UNIT_KINDS, type Unit } from '@lamina/plans';
import { buildTinyDecoder, createTemporaryFolder, HYBRID_DECODER, writeModelFolder } from '@lamina/test-utils/models';
import { openTestQueue, type TestQueue } from '../testing/open-test-queue.ts';

const EXISTING = ['attention 0', 'mlp 0', 'attention 1', 'mlp 1', 'attention 3', 'mlp 3'];

describe('jobs of a hybrid model', () => {
  const models = createTemporaryFolder();
  let queue: TestQueue;
  let worker: ReturnType<TestQueue['startWorker']>;
  let revisionId: string;

  beforeAll(async () => {
    const location = writeModelFolder(join(models.path, 'hybrid'), buildTinyDecoder({ norm: 'pre', ...HYBRID_DECODER }));
    queue = await openTestQueue({ modelDirs: models.path });
    worker = queue.startWorker();
    const inspection = await inspectModel(location, { roots: queue.folders.modelRoots });
    const names = { slug: 'hybrid', name: 'Hybrid', family: { slug: 'test', name: 'Test' }, source: 'folder', location } as const;
    ({ revisionId } = await registerModel(queue.database, { ...names, inspection }));
  });
  afterAll(async () => {
    await worker.stop();
    await queue.close();
    models.remove();
  });

  /** Submits a job and waits for its end. */
  const run = async <Definition extends JobDefinition>(definition: Definition, payload: PayloadInputOf<Definition>) => {
    const { id } = await createJob(queue.database, jobOf(definition, payload), queue.enqueue);
    await queue.waitForEnd(id);
    return await queue.database.prisma.job.findUniqueOrThrow({ where: { id }, include: { attempts: true } });
  };

  it('store no value, no tokens and no rank of sublayers that its layers lack', async () => {
    const cut = { calibration: 'invented-world', window: 32, stride: 32, bos: 'never', windows: 8 } as const;
    const job = await run(SCORE_MODEL, { revisionId, ...cut, searches: [{ search: 'leave-one-out', units: UNIT_KINDS }] });
    expect(job).toMatchObject({ status: 'SUCCEEDED' });
    for (const [metric, layers] of [
      [MEASURES.attentionInfluence.id, [0, 1, 3]],
      [MEASURES.mlpInfluence.id, [0, 1, 3]],
      [MEASURES.attentionLossIncrease.id, [0, 1, 3]],
      [MEASURES.mlpLossIncrease.id, [0, 1, 3]],
    ] as const) {
      const scores = await queue.database.prisma.layerScore.findMany({ where: { metric }, orderBy: { layerIndex: 'asc' } });
      const own = scores.filter(({ mean }) => mean !== null);
      expect(own.map(({ layerIndex }) => layerIndex)).toEqual(layers);
      expect(own.map(({ rank }) => rank).sort()).toEqual([...layers.keys()]);
      const missing = { mean: null, count: 0, undefinedCount: 0, sum: 0, standardError: null, rank: null, rankLow: null, rankHigh: null };
      const lacking = scores.filter(({ mean }) => mean === null);
      expect(lacking).toHaveLength(4 - layers.length);
      for (const score of lacking) expect(score).toMatchObject(missing);
    }
  });

  it('choose only sublayers that its layers have, by scores and for the control', async () => {
    const strategies = ['block-influence' as const, 'leave-one-out-loss' as const, 'random' as const];
    const choice = { strategies, counts: [1, 5, 6], seeds: [0, 1, 2] };
    expect(await run(PRUNE_MODEL, { revisionId, ...choice, units: [['attention', 'mlp']] })).toMatchObject({ status: 'SUCCEEDED' });
    const rows = await queue.database.prisma.pruning.findMany();
    const prunings = rows.map(({ strategy, order }) => ({ strategy, order: order as unknown as readonly Unit[] }));
    // One of the six sublayers is always kept.
    expect(prunings.map(({ strategy, order }) => `${strategy} ${order.length}`).sort()).toEqual([
      'block-influence 1',
      'block-influence 5',
      'leave-one-out-loss 1',
      'leave-one-out-loss 5',
      ...[1, 1, 1, 5, 5, 5].map((count) => `random ${count}`),
    ]);
    for (const { kind, block } of prunings.flatMap(({ order }) => order)) expect(EXISTING).toContain(`${kind} ${block}`);
  });

  it('refuse a sublayer that a layer lacks, and name the layers that have it', async () => {
    const choice = { strategies: ['explicit' as const], counts: [1], removals: [createRemoval({ attention: [2] })] };
    const { status, attempts } = await run(PRUNE_MODEL, { revisionId, ...choice });
    expect(status).toBe('FAILED');
    expect(attempts.at(-1)).toMatchObject({ errorCode: 'SUBLAYERS_UNAVAILABLE', errorMessage: expect.stringContaining('one of 0, 1, 3') });
  });
});
