import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createStudy, type RevisionRecord, registerModel } from '@lamina/database';
import { inspectModel } from '@lamina/engine';
import { parseStudyRequest, planStudy, type StudyRequestInput } from '@lamina/jobs';
import { openTestQueue, type TestQueue } from '../testing/open-test-queue.ts';

const MODEL = 'lamina-llama-8';
const SPEED: StudyRequestInput = {
  calibration: 'invented-world',
  window: 64,
  until: { confidence: 0.9, seed: 5 },
  strategies: ['block-influence'],
  counts: [1],
  seeds: [0, 1],
  benchmarks: ['country-facts'],
  limit: 20,
  efficiency: true,
  precisions: ['int8'],
};

describe('a worker', () => {
  let queue: TestQueue;
  let revision: RevisionRecord;

  beforeAll(async () => {
    queue = await openTestQueue();
    const inspection = await inspectModel(MODEL, { roots: queue.folders.modelRoots });
    const family = { slug: 'test', name: 'Test' };
    const names = { slug: MODEL, name: MODEL, family, licence: 'MIT' };
    revision = await registerModel(queue.database, { ...names, source: 'bundled', location: MODEL, inspection });
  });
  afterAll(() => queue.close());

  it('scores until the lowest layers are known, and measures speed and quantized forms, where a study asks for them', async () => {
    const { database } = queue;
    const request = parseStudyRequest(SPEED);
    const jobs = planStudy(revision.revisionId, request);
    const { studyId, jobIds } = await createStudy(database, { modelId: revision.modelId, request, jobs }, queue.enqueue);
    const worker = queue.startWorker();
    for (const id of jobIds) await queue.waitForEnd(id);
    await worker.stop();
    expect(await database.prisma.study.findUniqueOrThrow({ where: { id: studyId } })).toMatchObject({ status: 'SUCCEEDED' });
    const efficiencies = await database.prisma.efficiency.findMany({ where: { job: { studyId } }, include: { pruning: true } });
    expect(efficiencies.map(({ batch, pruning }) => [pruning?.removedCount ?? 0, batch]).sort()).toEqual([
      [0, 1],
      [0, 8],
      [1, 1],
      [1, 8],
    ]);
    expect(new Set(efficiencies.map(({ machineDigest }) => machineDigest)).size).toBe(1);
    for (const { prefillLow, prefillTokensPerSecond, prefillHigh, pruning } of efficiencies) {
      expect(prefillTokensPerSecond).toBeGreaterThanOrEqual(prefillLow);
      expect(prefillHigh).toBeGreaterThanOrEqual(prefillTokensPerSecond);
      expect(pruning?.strategy ?? 'block-influence').toBe('block-influence');
    }
    // The quantized form is a model of its own, studied by its own scores and with the layers that the original's scores chose.
    const variant = await database.prisma.model.findUniqueOrThrow({
      where: { slug: `${MODEL}-int8` },
      include: { studies: { include: { jobs: true } }, currentRevision: true },
    });
    expect(variant).toMatchObject({ derivedFromId: revision.modelId, quantization: { precision: 'int8', blockSize: 32 }, licence: 'MIT' });
    expect(Number(variant.currentRevision?.parameterCount)).toBe(revision.parameterCount);
    const chosen = await database.prisma.pruning.findFirstOrThrow({
      where: { studyId },
      include: { scoreRun: { include: { calibrationConfig: true } } },
    });
    const run = chosen.scoreRun;
    if (run === null) throw new Error('no scores chose these layers');
    expect(run).toMatchObject({
      protocol: 'invented-world · window 64 · stride 64 · bos auto · until the 1 lowest are known at 0.9, order 5 · cpu',
      settlement: { count: 1, confidence: 0.9, isSettled: true, lowest: chosen.changeKey.split('-').map(Number), open: [] },
      calibrationConfig: { drawSeed: 5, windowLimit: null, windowCount: run.windowCount },
    });
    const { setConfidence, available } = run.settlement as { readonly setConfidence: number; readonly available: number };
    expect(setConfidence).toBeGreaterThanOrEqual(0.9);
    expect(run.windowCount).toBeLessThan(available);
    expect(variant.studies).toMatchObject([
      {
        request: {
          strategies: ['block-influence', 'explicit'],
          removals: [chosen.order],
          precisions: [],
        },
      },
    ]);
  });
});
