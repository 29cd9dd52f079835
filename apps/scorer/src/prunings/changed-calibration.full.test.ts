import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createJob, registerModel } from '@lamina/database';
import { inspectModel } from '@lamina/engine';
import {
  EVALUATE_MODEL,
  type JobDefinition,
  jobOf,
  MEASURE_EFFICIENCY,
  type PayloadInputOf,
  PRUNE_MODEL,
  WRITE_PRUNING,
} from '@lamina/jobs';
import { splitDocuments } from '@lamina/models';
import { createRemoval } from '@lamina/plans';
import { openTestQueue, type TestQueue } from '../testing/open-test-queue.ts';

const MODEL = 'lamina-llama-8';
const BUNDLED = join(import.meta.dirname, '../../../../models/calibration/invented-world.txt');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('a repair whose calibration text has changed since it was solved', () => {
  const documents = splitDocuments(readFileSync(BUNDLED, 'utf8'));
  const former = documents.slice(0, 10).join('\n\n');
  const present = documents.slice(10, 20).join('\n\n');
  const calibrationDir = mkdtempSync(join(tmpdir(), 'lamina-texts-'));
  const writeText = (text: string): void => writeFileSync(join(calibrationDir, 'own-text.txt'), text);
  let queue: TestQueue;
  let worker: ReturnType<TestQueue['startWorker']>;
  let revisionId: string;
  let pruningId: string;

  beforeAll(async () => {
    writeFileSync(
      join(calibrationDir, 'own-text.json'),
      JSON.stringify({ name: 'Own', licence: 'CC0-1.0', description: 'Made for a test.' }),
    );
    writeText(former);
    queue = await openTestQueue({ calibrationDir });
    worker = queue.startWorker();
    const inspection = await inspectModel(MODEL, { roots: queue.folders.modelRoots });
    const names = { slug: MODEL, name: MODEL, family: { slug: 'test', name: 'Test' }, source: 'bundled', location: MODEL } as const;
    ({ revisionId } = await registerModel(queue.database, { ...names, inspection }));
    const repairs = [{ kind: 'scalar', calibration: 'own-text', window: 64 }] as const;
    const removal = { strategies: ['explicit' as const], counts: [1], removals: [createRemoval({ blocks: [3] })] };
    expect(await run(PRUNE_MODEL, { revisionId, ...removal, repairs: [...repairs] })).toMatchObject({ status: 'SUCCEEDED' });
    ({ id: pruningId } = await queue.database.prisma.pruning.findFirstOrThrow({ where: { changeKey: { not: '3' } } }));
  });
  afterAll(async () => {
    await worker.stop();
    await queue.close();
    rmSync(calibrationDir, { recursive: true });
  });

  /** Submits a job and waits for its end. */
  const run = async <Definition extends JobDefinition>(definition: Definition, payload: PayloadInputOf<Definition>) => {
    const { id } = await createJob(queue.database, jobOf(definition, payload), queue.enqueue);
    await queue.waitForEnd(id);
    return await queue.database.prisma.job.findUniqueOrThrow({ where: { id } });
  };
  const evaluate = () =>
    run(EVALUATE_MODEL, { revisionId, subject: 'prunings', benchmarks: ['country-facts'], limit: 2, pruningIds: [pruningId] });
  const measure = (ids: readonly string[]) => run(MEASURE_EFFICIENCY, { revisionId, pruningIds: [...ids], batches: [1] });
  const countRepaired = () => queue.database.prisma.evaluation.count({ where: { pruningId } });

  it('refuses to evaluate it, to measure its speed and to write it, with the name of the text and both digests', async () => {
    writeText(present);
    for (const job of [await evaluate(), await measure([pruningId]), await run(WRITE_PRUNING, { pruningId })]) {
      expect(job).toMatchObject({ status: 'FAILED', errorCode: 'CONFLICT' });
      for (const part of ['"own-text"', sha256(former), sha256(present), calibrationDir, 'prune again'])
        expect(job.errorMessage).toContain(part);
    }
    expect(await countRepaired()).toBe(0);
  });

  it('is evaluated and written once the former text is back', async () => {
    writeText(former);
    expect(await evaluate()).toMatchObject({ status: 'SUCCEEDED' });
    expect(await run(WRITE_PRUNING, { pruningId })).toMatchObject({ status: 'SUCCEEDED' });
    expect(await countRepaired()).toBeGreaterThan(0);
  });

  it('is measured for speed beside the removal alone, each alternately with the whole model', async () => {
    writeText(former);
    const { prisma } = queue.database;
    const { id: aloneId } = await prisma.pruning.findFirstOrThrow({ where: { changeKey: '3' } });
    const job = await measure([aloneId, pruningId]);
    expect(job).toMatchObject({ status: 'SUCCEEDED' });
    const rows = await prisma.efficiency.findMany({ where: { jobId: job.id }, orderBy: { id: 'asc' } });
    expect(rows.map((row) => row.pruningId)).toEqual([null, aloneId, pruningId]);
    expect(rows.map(({ prefillRatio, decodeRatio }) => [prefillRatio !== null, decodeRatio !== null])).toEqual([
      [false, false],
      [true, true],
      [true, true],
    ]);
  });
});
