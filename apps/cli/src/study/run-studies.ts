import { createStudy, type Database, type JobChange, listenToJobEvents, type RevisionRecord } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { openJobQueue, planStudy, type StudyRequest } from '@lamina/jobs';
import { startScorer } from './start-scorer.ts';

const VERBS: Readonly<Record<string, string>> = {
  'score-model': 'score',
  'prune-model': 'prune',
  'evaluate-model': 'evaluate',
  'measure-efficiency': 'measure speed of',
  'quantize-model': 'quantize',
};

/** Submits one study per model and works on them with a scorer of its own until all have ended. @throws AppError of the first job that failed. */
export async function runStudies(
  { database, environment }: { readonly database: Database; readonly environment: Readonly<Record<string, string>> },
  revisions: readonly RevisionRecord[],
  request: StudyRequest,
): Promise<readonly string[]> {
  const queue = await openJobQueue(database.url, { role: 'sender' });
  const failure = Promise.withResolvers<never>();
  const finished = Promise.withResolvers<void>();
  const open = new Set<string>();
  const slugOf = new Map<string, string>();
  const show = createProgressLines();
  const listener = await listenToJobEvents(database.url, (change) => {
    if (change.studyId === null || !slugOf.has(change.studyId)) return;
    show(change, slugOf.get(change.studyId) ?? '');
    if (change.type === 'failed' || change.type === 'cancelled') failure.reject(toError(change));
    if (change.type !== 'succeeded') return;
    open.delete(change.jobId);
    if (open.size === 0) finished.resolve();
  });
  let scorer: ReturnType<typeof startScorer> | null = null;
  try {
    for (const { modelId, revisionId, slug } of revisions) {
      const { studyId, jobIds } = await createStudy(database, { modelId, request, jobs: planStudy(revisionId, request) }, queue.enqueue);
      slugOf.set(studyId, slug);
      for (const id of jobIds) open.add(id);
    }
    scorer = startScorer({ LAMINA_LOG_LEVEL: 'error', ...environment }, 'errors');
    const died = scorer.ended.then((code) => Promise.reject(new AppError('RUNTIME_FAILED', `the scorer ended with exit code ${code}`)));
    await Promise.race([finished.promise, failure.promise, died]);
    return [...slugOf.keys()];
  } finally {
    // Nobody waits for these two any more.
    failure.promise.catch(() => undefined);
    scorer?.ended.catch(() => undefined);
    scorer?.stop();
    await scorer?.ended;
    await listener.stop();
    await queue.stop();
  }
}

function toError({ kind, errorCode, errorMessage, type }: JobChange): AppError {
  if (type === 'cancelled') return new AppError('CANCELLED', `the job ${kind} was cancelled`);
  const code = errorCode ?? 'INTERNAL_SERVER_ERROR';
  return new AppError(code as AppError['code'], errorMessage ?? `the job ${kind} failed`);
}

/** A line on stderr for every tenth of a job. */
function createProgressLines(): (change: JobChange, slug: string) => void {
  let shown = '';
  return ({ kind, type, progress: { phase, done, total, note } }, slug) => {
    if (type === 'log' || type === 'queued') return;
    const tenth = total > 0 ? Math.floor((10 * done) / total) * 10 : 0;
    const state = type === 'progress' || type === 'started' ? `${phase ?? 'begin'} ${tenth} %` : type;
    const line = `${VERBS[kind] ?? kind} ${slug}: ${state}${type === 'progress' && note !== null ? ` (${note})` : ''}`;
    if (line !== shown) process.stderr.write(`${line}\n`);
    shown = line;
  };
}
