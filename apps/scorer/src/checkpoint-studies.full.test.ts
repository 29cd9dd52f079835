import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createJob, createStudy, listPrunings } from '@lamina/database';
import { jobOf, PRUNE_MODEL, parseStudyRequest, planStudy, REGISTER_MODEL, type StudyRequestInput, WRITE_PRUNING } from '@lamina/jobs';
import { createRemoval } from '@lamina/plans';
import { openTestQueue, type TestQueue } from './testing/open-test-queue.ts';

const STUDY: StudyRequestInput = {
  calibration: 'invented-world',
  window: 32,
  windows: 4,
  strategies: ['block-influence'],
  counts: [1],
  benchmarks: ['country-facts'],
};
const BLOCKS = 4;

describe('a study of a checkpoint', () => {
  let queue: TestQueue;
  let worker: ReturnType<TestQueue['startWorker']>;

  beforeAll(async () => {
    queue = await openTestQueue({ modelDirs: join(import.meta.dirname, '../fixtures') });
    worker = queue.startWorker();
  });
  afterAll(async () => {
    await worker.stop();
    await queue.close();
  });

  const register = async (reference: string, slug: string) => {
    const payload = { reference, slug, name: slug, family: null, description: null, licence: null };
    const { database, enqueue } = queue;
    const { id } = await createJob(database, jobOf(REGISTER_MODEL, payload), enqueue);
    await queue.waitForEnd(id);
    const { errorMessage } = await database.prisma.job.findUniqueOrThrow({ where: { id } });
    expect(errorMessage).toBeNull();
    return await database.prisma.modelRevision.findFirstOrThrow({ where: { model: { slug } } });
  };

  it.each([
    { reference: 'llama-safetensors', format: 'safetensors', batches: [], files: ['config.json', 'model.safetensors', 'tokenizer.json'] },
    { reference: 'llama-f16.gguf', format: 'gguf', batches: [1, 8], files: ['llama-f16.gguf'] },
  ])(
    'in $format goes from its registration to compared numbers, and its prunings are of the same format',
    async ({ reference, format, batches, files }) => {
      const { database, enqueue, dataDir } = queue;
      const { id: revisionId, modelId, ...revision } = await register(reference, `tiny-${format}`);
      expect(revision).toMatchObject({ format, architecture: 'llama', blockCount: BLOCKS });
      const request = parseStudyRequest({ ...STUDY, efficiency: batches.length > 0 });
      const { studyId, jobIds } = await createStudy(database, { modelId, request, jobs: planStudy(revisionId, request) }, enqueue);
      for (const id of jobIds) await queue.waitForEnd(id);
      const jobs = await database.prisma.job.findMany({ where: { studyId } });
      expect(jobs.map(({ kind, status, errorMessage }) => [kind, status, errorMessage])).toEqual(
        jobs.map(({ kind }) => [kind, 'SUCCEEDED', null]),
      );
      const [pruning] = await database.prisma.pruning.findMany({ where: { studyId }, include: { evaluations: true, efficiencies: true } });
      expect(pruning?.plan).toMatchObject({ certificate: { passed: true } });
      const folder = join(dataDir, 'models', pruning?.artefactPath ?? '');
      for (const file of files) expect([file, existsSync(join(folder, file))]).toEqual([file, true]);
      // The API offers for download the bytes that lie on the disk.
      const offered = pruning?.artefactFiles as unknown as readonly { path: string; bytes: number; sha256: string }[];
      expect(offered.map(({ path }) => path)).toEqual(expect.arrayContaining([...files, 'prune-plan.json']));
      for (const { path, bytes, sha256 } of offered) {
        const content = readFileSync(join(folder, path));
        expect([path, content.length, createHash('sha256').update(content).digest('hex')]).toEqual([path, bytes, sha256]);
      }
      // The written bytes are those that an answer promises.
      const weights = offered.filter(({ path }) => /\.(safetensors|gguf)$/.test(path));
      expect(Number(pruning?.bytesAfter)).toBe(weights.reduce((sum, { bytes }) => sum + bytes, 0));
      expect(JSON.parse(readFileSync(join(folder, 'prune-plan.json'), 'utf8'))).toMatchObject({
        removed: pruning?.changeKey.split('-').map(Number),
      });
      expect(pruning?.evaluations.map(({ metric }) => metric).sort()).toEqual(['acc', 'acc_norm']);
      for (const { denseId } of pruning?.evaluations ?? []) expect(denseId).not.toBeNull();
      expect(pruning?.efficiencies.map(({ batch }) => batch).sort()).toEqual(batches);
    },
  );

  it('writes a repaired pruning in the format of the model where that holds the repair, and as ONNX where it does not', async () => {
    const { database, enqueue, dataDir } = queue;
    const { id: revisionId } = await register('llama-safetensors', 'repaired');
    const setting = { calibration: 'invented-world', window: 32, windows: 4, bos: 'auto' } as const;
    const repairs = (['linear-fold', 'linear'] as const).map((kind) => ({ ...setting, kind }));
    const chosen = { strategies: ['explicit' as const], counts: [1], removals: [createRemoval({ blocks: [2] })] };
    const pruned = await createJob(database, jobOf(PRUNE_MODEL, { revisionId, ...chosen, repairs }), enqueue);
    await queue.waitForEnd(pruned.id);
    const weights: Record<string, string> = { 'linear-fold': 'model.safetensors', linear: 'onnx/model.onnx' };
    const rows = await database.prisma.pruning.findMany({ where: { revisionId } });
    const prunings = (await listPrunings(database, { ids: rows.map(({ id }) => id) })).filter(({ repair }) => repair !== null);
    expect(prunings.map(({ repair }) => repair?.kind).sort()).toEqual(Object.keys(weights).sort());
    for (const { id: pruningId, repair } of prunings) {
      const { id } = await createJob(database, jobOf(WRITE_PRUNING, { pruningId }), enqueue);
      expect(await queue.waitForEnd(id)).toMatchObject({ type: 'succeeded' });
      const { artefactPath, plan } = await database.prisma.pruning.findUniqueOrThrow({ where: { id: pruningId } });
      expect(plan).toMatchObject({ certificate: { passed: true } });
      expect(existsSync(join(dataDir, 'models', artefactPath ?? '', weights[repair?.kind ?? ''] ?? ''))).toBe(true);
    }
  });
});
