import { createStudy, type Database, hasEnded, listDerivedStudies, type RevisionRecord } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { fitStudyRequest, openJobQueue, planStudy, type StudyRequest } from '@lamina/jobs';
import { startScorer } from './start-scorer.ts';
import { type JobWatch, watchJobs } from './watch-jobs.ts';

/**
 * Submits one study per model and runs them with a temporary scorer until all have ended, including those of quantized forms.
 * @returns the ids of the finished studies; those of quantized forms follow that of their original
 * @throws AppError of the first job that failed.
 */
export async function runStudies(
  { database, environment }: { readonly database: Database; readonly environment: NodeJS.ProcessEnv },
  revisions: readonly RevisionRecord[],
  request: StudyRequest,
): Promise<readonly string[]> {
  const queue = await openJobQueue(database.url, { role: 'sender' });
  const watch = await watchJobs(database.url);
  let scorer: ReturnType<typeof startScorer> | null = null;
  try {
    const studyIds: string[] = [];
    const jobs: string[] = [];
    for (const revision of revisions) {
      const fitted = fitStudyRequest(request, revision);
      const planned = planStudy(revision.revisionId, fitted);
      const { studyId, jobIds } = await createStudy(database, { modelId: revision.modelId, request: fitted, jobs: planned }, queue.enqueue);
      watch.follow(studyId, revision.slug);
      studyIds.push(studyId);
      jobs.push(...jobIds);
    }
    scorer = startScorer({ LAMINA_LOG_LEVEL: 'error', ...environment }, 'errors');
    const died = scorer.ended.then((code) => Promise.reject(new AppError('RUNTIME_FAILED', `the scorer ended with exit code ${code}`)));
    return await Promise.race([followAll(database, watch, { studyIds, jobs }), died]);
  } finally {
    // Nobody waits for it any more, so its rejection must be handled here.
    scorer?.ended.catch(() => undefined);
    scorer?.stop();
    await scorer?.ended;
    await watch.stop();
    await queue.stop();
  }
}

/** The worker that quantizes a model also submits the study of the result. */
async function followAll(
  database: Database,
  watch: JobWatch,
  { studyIds, jobs }: { readonly studyIds: readonly string[]; readonly jobs: readonly string[] },
): Promise<readonly string[]> {
  await watch.waitFor(jobs);
  const ran: string[] = [];
  for (const studyId of studyIds) {
    const derived = await listDerivedStudies(database, studyId);
    for (const { id, slug } of derived) watch.follow(id, slug);
    const open = derived.flatMap((study) => study.jobs).filter(({ status }) => status !== 'SUCCEEDED');
    const failed = open.find(({ status }) => hasEnded(status));
    if (failed) throw new AppError('CONFLICT', failed.errorMessage ?? `the job ${failed.kind} of a quantized form did not succeed`);
    await watch.waitFor(open.map(({ id }) => id));
    ran.push(studyId, ...derived.map(({ id }) => id));
  }
  return ran;
}
