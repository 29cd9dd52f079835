import type { Prisma } from '../../generated/client.ts';
import type { Database } from '../create-database.ts';
import type { JobPlacement } from '../jobs/create-job.ts';
import type { Enqueue } from '../jobs/enqueue.ts';
import { recordJobEvent } from '../jobs/job-event.ts';

/** One job of a new study; `needs` names other jobs of the list by their key. */
export interface NewJob {
  readonly key: string;
  readonly kind: string;
  readonly version: number;
  readonly payload: object;
  readonly needs: readonly string[];
}

/** A study and its jobs, inputs before the jobs that need them. */
export interface NewStudy {
  readonly modelId: string;
  readonly request: object;
  readonly jobs: readonly NewJob[];
  /** Of each of its jobs. */
  readonly placement?: JobPlacement;
  /** A second study with the same key is not made. */
  readonly idempotencyKey?: string;
}

/** What `createStudy` made or found. */
export interface CreatedStudy {
  readonly studyId: string;
  readonly isNew: boolean;
  readonly jobIds: readonly string[];
}

/** Writes a study and all its jobs, and sends those that need no other, in one transaction. */
export function createStudy(database: Database, study: NewStudy, enqueue: Enqueue): Promise<CreatedStudy> {
  return database.prisma.$transaction(async (transaction) => {
    const idempotencyKey = study.idempotencyKey ?? null;
    if (idempotencyKey !== null) {
      // Two processes that submit one key at once: the second waits here, then finds what the first has made.
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
