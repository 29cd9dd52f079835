import type { Prisma } from '../../generated/client.ts';
import type { Database } from '../connection/create-database.ts';
import type { Enqueue, JobPlacement } from '../jobs/create-job.ts';
import { recordJobEvent } from '../jobs/job-event.ts';
import { writeTransaction } from '../migrations/write-transaction.ts';

/** One job of a new study; `needs` refers to other jobs of the list by their key. */
export interface NewJob {
  readonly key: string;
  readonly kind: string;
  readonly version: number;
  readonly payload: object;
  readonly needs: readonly string[];
}

/** A study and its jobs; inputs come before the jobs that need them. */
export interface NewStudy {
  readonly modelId: string;
  readonly request: object;
  readonly jobs: readonly NewJob[];
  /** Placement of each of its jobs. */
  readonly placement?: JobPlacement;
  /** A second study with the same key is not created. */
  readonly idempotencyKey?: string | undefined;
}

/** The result of `createStudy`. */
export interface CreatedStudy {
  readonly studyId: string;
  readonly isNew: boolean;
  readonly jobIds: readonly string[];
}

/** Writes a study with all its jobs, and queues the jobs without dependencies, in one transaction. */
export function createStudy(database: Database, study: NewStudy, enqueue: Enqueue): Promise<CreatedStudy> {
  return writeTransaction(database, async (transaction) => {
    const idempotencyKey = study.idempotencyKey ?? null;
    if (idempotencyKey !== null) {
      // If two processes submit the same key at once, the second waits here and then finds the first study.
      await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${idempotencyKey}, 0))`;
      const found = await transaction.study.findUnique({
        where: { idempotencyKey },
        include: { jobs: { select: { id: true }, orderBy: { id: 'asc' } } },
      });
      if (found !== null) return { studyId: found.id, isNew: false, jobIds: found.jobs.map(({ id }) => id) };
    }
    const request = study.request as Prisma.InputJsonObject;
    const { id: studyId } = await transaction.study.create({ data: { modelId: study.modelId, request, idempotencyKey } });
    const idOf = new Map<string, string>();
    for (const { key, kind, version, payload, needs } of study.jobs) {
      const dependsOn = needs.map((need) => idOf.get(need)).filter((id) => id !== undefined);
      const status = needs.length === 0 ? 'QUEUED' : 'WAITING';
      const job = await transaction.job.create({
        data: { studyId, kind, version, payload: payload as Prisma.InputJsonObject, status, dependsOn, ...study.placement },
      });
      idOf.set(key, job.id);
      if (status !== 'QUEUED') continue;
      await recordJobEvent(transaction, job, 'queued');
      await enqueue(transaction, [job]);
    }
    return { studyId, isNew: true, jobIds: [...idOf.values()] };
  });
}
