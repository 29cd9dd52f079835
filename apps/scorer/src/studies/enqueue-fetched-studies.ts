import { createStudy, type Database, digestOf, runToEnd, type Waiting } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { slugOf } from '@lamina/hub';
import { jobOf, openJobQueue, parseStudyRequest, planStudy, REGISTER_MODEL, type StudyRequestInput } from '@lamina/jobs';

export interface FetchOptions {
  /** The most important first. */
  readonly studies: readonly StudyRequestInput[];
  /** Ends the wait for a download; the jobs stay in the queue. */
  readonly signal: AbortSignal;
}

/**
 * Queues the download of a hub model (`org/name[@revision][:variant]`) and, once a worker has registered it, its studies. A model that was fetched before
 * is not fetched again, and what failed is tried again.
 * @returns the short name under which the model is stored
 * @throws AppError with the reason of the job if the model cannot be fetched; BAD_USER_INPUT where no short name can be made.
 */
export async function enqueueFetchedStudies(database: Database, reference: string, { studies, signal }: FetchOptions): Promise<string> {
  const slug = slugOf(reference);
  const requests = studies.map(parseStudyRequest);
  const queue = await openJobQueue(database.url, { role: 'sender' });
  try {
    const modelId = await fetchModel({ database, enqueue: queue.enqueue, signal }, { reference, slug });
    const { currentRevision } = await database.prisma.model.findUniqueOrThrow({
      where: { id: modelId },
      select: { currentRevision: { select: { id: true, digest: true } } },
    });
    if (currentRevision === null) throw new Error(`the registered model ${slug} has no revision`);
    const { id, digest } = currentRevision;
    for (const [place, request] of requests.entries()) {
      const idempotencyKey = `fetched ${digestOf({ ...request, revision: digest })}`;
      const study = { modelId, request, jobs: planStudy(id, request), placement: { priority: -place }, idempotencyKey };
      await createStudy(database, study, queue.enqueue);
    }
    return slug;
  } finally {
    await queue.stop();
  }
}

/** Resolves with the id of the model once a worker has registered it. */
async function fetchModel(waiting: Waiting, { reference, slug }: { readonly reference: string; readonly slug: string }): Promise<string> {
  const payload = { reference, slug, name: slug, family: null, description: null, licence: null };
  const job = await runToEnd(waiting, { ...jobOf(REGISTER_MODEL, payload), idempotencyKey: `fetched ${reference}` });
  if (job.status === 'SUCCEEDED' && job.modelId !== null) return job.modelId;
  throw new AppError('RUNTIME_FAILED', `${reference} was not fetched: ${job.errorMessage ?? job.status}`);
}
