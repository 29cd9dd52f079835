import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createJob } from '@lamina/database';
import { getAt } from '@lamina/errors';
import {
  EVALUATE_MODEL,
  type JobDefinition,
  jobOf,
  type KnownJob,
  type PayloadInputOf,
  PRUNE_MODEL,
  REGISTER_MODEL,
  ROUND_UNITS,
  SCORE_MODEL,
} from '@lamina/jobs';
import { MEASURES } from '@lamina/metrics';
import { createRemoval } from '@lamina/plans';
import { getScoreRun, listChosen, wantedRun } from '../../../scripts/record/find-recorded.ts';
import { RECORDED_MODELS } from '../../../scripts/record/recorded-models.ts';
import { countChanges, listSteps, pruneJob } from '../../../scripts/record/recorded-steps.ts';
import { openTestQueue, type TestQueue } from './testing/open-test-queue.ts';

describe('jobs without a study', () => {
  let queue: TestQueue;
  let database: TestQueue['database'];
  let worker: ReturnType<TestQueue['startWorker']>;

  beforeAll(async () => {
    queue = await openTestQueue();
    ({ database } = queue);
    worker = queue.startWorker();
  });
  afterAll(async () => {
    await worker.stop();
    await queue.close();
  });

  /** Submits a job and waits for its end. */
  const run = async <Definition extends JobDefinition>(definition: Definition, payload: PayloadInputOf<Definition>) => {
    const { id } = await createJob(database, jobOf(definition, payload), queue.enqueue);
    await queue.waitForEnd(id);
    return await database.prisma.job.findUniqueOrThrow({ where: { id }, include: { model: true } });
  };
  const revisionId = async (): Promise<string> =>
    (await database.prisma.model.findUniqueOrThrow({ where: { slug: 'mine' } })).currentRevisionId ?? '';

  it('register a model by its folder, and refuse what is not below the model folders', async () => {
    const names = { slug: 'mine', name: 'Mine', family: null, description: 'A model.', licence: null };
    const job = await run(REGISTER_MODEL, { ...names, reference: 'lamina-llama-8' });
    expect(job).toMatchObject({ status: 'SUCCEEDED', model: { slug: 'mine', source: 'folder', trainingFacts: expect.any(Object) } });
    const revision = await database.prisma.modelRevision.findUniqueOrThrow({
      where: { id: await revisionId() },
      include: { layers: true },
    });
    expect(revision).toMatchObject({ architecture: 'llama', blockCount: 8, location: 'lamina-llama-8' });
    expect(revision.layers).toHaveLength(8);
    for (const reference of ['/etc', '../lamina-llama-8', 'nothing-here'])
      expect(await run(REGISTER_MODEL, { ...names, slug: 'other', reference })).toMatchObject({ status: 'FAILED', errorCode: 'NOT_FOUND' });
  });

  it('score, prune by strategies and by lists, and evaluate named prunings against the dense model', async () => {
    const revision = { revisionId: await revisionId() };
    const cut = { window: 64, stride: 64, windows: 4, bos: 'auto' } as const;
    const explicit = { strategies: ['explicit' as const], counts: [2], removals: [createRemoval({ blocks: [7, 6] })] };
    // Named layers need no scores.
    const first = await run(PRUNE_MODEL, { ...revision, ...explicit });
    expect(first.status).toBe('SUCCEEDED');
    const scored = await run(SCORE_MODEL, { ...revision, calibration: 'invented-world', ...cut });
    const { id: scoreRunId } = await database.prisma.scoreRun.findUniqueOrThrow({ where: { jobId: scored.id } });
    const pruned = await run(PRUNE_MODEL, { ...revision, strategies: ['block-influence'], counts: [1], seeds: [0], scoreRunId });
    const prunings = await database.prisma.pruning.findMany({ orderBy: { id: 'asc' } });
    expect(prunings).toMatchObject([
      { jobId: first.id, strategy: 'explicit', changeKey: '6-7', removedCount: 2, scoreRunId: null },
      { jobId: pruned.id, strategy: 'block-influence', removedCount: 1, scoreRunId },
    ]);
    const [{ id: pruningId = '' } = {}] = prunings;
    const evaluated = await run(EVALUATE_MODEL, {
      ...revision,
      subject: 'prunings',
      benchmarks: ['country-facts'],
      pruningIds: [pruningId],
    });
    const evaluations = await database.prisma.evaluation.findMany({
      where: { jobId: evaluated.id, metric: 'acc' },
      orderBy: { id: 'asc' },
    });
    expect(evaluations).toMatchObject([{ pruningId: null }, { pruningId, denseId: evaluations[0]?.id }]);
    expect(evaluations[1]?.retention).toBeGreaterThan(0);
    expect(evaluated.progressTotal).toBeGreaterThan(0);
  });

  it('round each unit alone, with the sums of every window, and measure only what is not stored', async () => {
    const asked = { revisionId: await revisionId(), text: 'invented-world', windows: 2 };
    const first = await run(ROUND_UNITS, { ...asked, types: ['Q8_0'] });
    expect(first.errorMessage).toBeNull();
    // 192 is no multiple of 256: llama.cpp stores such rows as Q4_0 where Q2_K is wanted.
    const second = await run(ROUND_UNITS, { ...asked, types: ['Q8_0', 'Q2_K'] });
    const rows = await database.prisma.rounding.findMany({ orderBy: [{ type: 'asc' }, { unit: 'asc' }, { layerIndex: 'asc' }] });
    const blocks = Array.from({ length: 8 }, (_, block) => block);
    const units = [
      ...blocks.map((block) => ['attention', block]),
      ['embedding', null],
      ['head', null],
      ...blocks.map((block) => ['mlp', block]),
    ];
    const found = [...Map.groupBy(rows, ({ jobId, type }) => `${jobId} ${type}`)];
    expect(found.map(([key, of]) => [key, of.map(({ unit, layerIndex }) => [unit, layerIndex])])).toEqual([
      [`${second.id} Q2_K`, units],
      [`${first.id} Q8_0`, units],
    ]);
    for (const row of rows) {
      expect(row).toMatchObject({ metric: 'rounding-divergence@1', source: 'invented-world', windowLimit: 2, windowCount: 2, attempt: 1 });
      expect(row.positionCount).toBe(2 * row.window);
      expect(row.divergence).toBeCloseTo(row.nats.reduce((sum, nats) => sum + nats, 0) / row.positionCount, 12);
    }
    expect(new Set(rows.filter(({ type }) => type === 'Q2_K').flatMap(({ storedTypes }) => storedTypes))).toContain('Q4_0');
  });

  it('evaluate a removal once: another pruning of the same units gets its answers, and nothing runs', async () => {
    const { prisma } = database;
    const revision = { revisionId: await revisionId() };
    const again = await run(PRUNE_MODEL, {
      ...revision,
      strategies: ['reverse'],
      counts: [2],
    });
    const { id: pruningId } = await prisma.pruning.findFirstOrThrow({ where: { jobId: again.id } });
    const job = await run(EVALUATE_MODEL, { ...revision, subject: 'prunings', benchmarks: ['country-facts'], pruningIds: [pruningId] });
    expect(job).toMatchObject({ status: 'SUCCEEDED', progressTotal: 0 });
    const include = { samples: { orderBy: { position: 'asc' } } } as const;
    const copies = await prisma.evaluation.findMany({ where: { jobId: job.id }, include, orderBy: { metric: 'asc' } });
    const where = { pruning: { strategy: 'explicit', jobId: { not: again.id } } };
    const originals = await prisma.evaluation.findMany({ where, include, orderBy: { metric: 'asc' } });
    const compare = (rows: typeof copies) =>
      rows.map(({ id: _id, digest: _digest, createdAt: _created, jobId: _job, pruningId: _pruning, samples, ...facts }) => ({
        ...facts,
        samples: samples.map(({ id: _sample, evaluationId: _evaluation, ...sample }) => sample),
      }));
    expect(copies.map((copy) => copy.pruningId)).toEqual([pruningId, pruningId]);
    expect(compare(copies)).toEqual(compare(originals));
    expect(copies[0]?.samples.length).toBeGreaterThan(100);
  });

  it('measure losses on the texts that the model knows, of the whole model to the last window, and copy those of equal prunings', async () => {
    const { prisma } = database;
    const revision = { revisionId: await revisionId() };
    const [first, second] = await prisma.pruning.findMany({ where: { changeKey: '6-7' }, orderBy: { id: 'asc' } });
    const asked = {
      ...revision,
      subject: 'prunings' as const,
      texts: ['austen', 'invented-world'],
      reading: { minimum: 4, step: 4, maximum: 8, limits: [0.05] },
    };
    const job = await run(EVALUATE_MODEL, { ...asked, pruningIds: [first?.id ?? ''] });
    expect(job.errorMessage).toBeNull();
    const [whole, changed] = await prisma.textEvaluation.findMany({ where: { jobId: job.id }, orderBy: { id: 'asc' } });
    expect(whole).toMatchObject({ pruningId: null, text: 'invented-world', windowCount: 8, logLoss: null, wholeNats: whole?.nats });
    expect(changed).toMatchObject({ pruningId: first?.id, text: 'invented-world', contextTokens: 256, idsSha256: whole?.idsSha256 });
    // Without its last two blocks the model is far from the limit, so the first look decides.
    expect(changed?.windowCount).toBe(4);
    expect(changed?.logLoss).toBeGreaterThan(0.05);
    for (const [place, nats] of (changed?.wholeNats ?? []).entries()) expect(nats).toBeCloseTo(whole?.nats[place] ?? Number.NaN, 3);
    expect(await prisma.jobEvent.findMany({ where: { jobId: job.id, level: 'warn' } })).toMatchObject([
      { message: expect.stringMatching(/ does not know the language of austen: no loss is measured on them$/) },
    ]);
    const copied = await run(EVALUATE_MODEL, { ...asked, pruningIds: [second?.id ?? ''] });
    expect(copied).toMatchObject({ status: 'SUCCEEDED', progressTotal: 0 });
    expect(await prisma.textEvaluation.findMany({ where: { jobId: copied.id } })).toMatchObject([
      { pruningId: second?.id, logLoss: changed?.logLoss, nats: changed?.nats },
    ]);
  });

  it('evaluate with another beginning of texts, or fewer documents, under their own protocol', async () => {
    const job = await run(EVALUATE_MODEL, {
      revisionId: await revisionId(),
      subject: 'dense',
      benchmarks: ['country-facts'],
      limit: 8,
      bos: 'always',
    });
    expect(job.status).toBe('SUCCEEDED');
    const [evaluation] = await database.prisma.evaluation.findMany({ where: { jobId: job.id, metric: 'acc' } });
    expect(evaluation).toMatchObject({
      protocol: 'log-likelihood · 0-shot · the first 8 documents · bos always · cpu',
      comparability: { bos: 'always' },
    });
  });

  it('remove what costs least alone, as a recording asks for it', async () => {
    const id = await revisionId();
    const submit = async (job: KnownJob) => {
      const { id: jobId } = await createJob(database, job, queue.enqueue);
      await queue.waitForEnd(jobId);
      expect(await database.prisma.job.findUniqueOrThrow({ where: { id: jobId } })).toMatchObject({ errorMessage: null });
    };
    const model = getAt(RECORDED_MODELS, 0);
    const works = listSteps(model).filter(({ name }) => ['scores of alone', 'cheapest alone'].includes(name));
    const [scores, removals] = works.map(({ work }) => work);
    if (scores?.kind !== 'score' || removals?.kind !== 'remove') throw new Error('a recording has no such steps');
    await submit(scores.job(id));
    const source = { revisionId: id, scoreRunId: await getScoreRun(database, id, wantedRun('alone', model)) };
    for (const choosing of removals.choices) {
      await submit(pruneJob(source, choosing));
      const chosen = await listChosen(database, source, choosing);
      expect(chosen).toHaveLength(countChanges(choosing));
      const [kind = 'block'] = choosing.units ?? [];
      const metric = { block: MEASURES.lossIncrease, attention: MEASURES.attentionLossIncrease, mlp: MEASURES.mlpLossIncrease }[kind].id;
      const where = { scoreRunId: source.scoreRunId, metric, mean: { not: null } };
      const least = await database.prisma.layerScore.findFirstOrThrow({ where, orderBy: { mean: 'asc' } });
      const { order } = await database.prisma.pruning.findFirstOrThrow({
        where: { id: { in: chosen.map((one) => one.id) }, removedCount: 1 },
      });
      expect(order).toEqual([{ kind, block: least.layerIndex }]);
    }
  });
});
