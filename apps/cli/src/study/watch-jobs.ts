import { type JobChange, listenToJobEvents } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { findJobDefinition } from '@lamina/jobs';

/** Follows the jobs of studies by their events, and prints a line on stderr for every tenth of a job. */
export interface JobWatch {
  /** From now on, events of this study's jobs are printed and their failures count. */
  follow(studyId: string, slug: string): void;
  /** Resolves when all these jobs have succeeded, before or after this call. @throws AppError of the first failed job of a followed study. */
  waitFor(jobIds: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

export async function watchJobs(databaseUrl: string): Promise<JobWatch> {
  const failure = Promise.withResolvers<never>();
  // The error is handled by the waiting caller.
  failure.promise.catch(() => undefined);
  const slugOf = new Map<string, string>();
  const succeeded = new Set<string>();
  let wake = (): void => undefined;
  const show = createProgressLines();
  const listener = await listenToJobEvents(databaseUrl, (change) => {
    if (change.type === 'succeeded') succeeded.add(change.jobId);
    wake();
    const slug = change.studyId === null ? undefined : slugOf.get(change.studyId);
    if (slug === undefined) return;
    show(change, slug);
    if (change.type === 'failed' || change.type === 'cancelled') failure.reject(toError(change));
  });
  return {
    follow: (studyId, slug) => void slugOf.set(studyId, slug),
    async waitFor(jobIds) {
      while (!jobIds.every((id) => succeeded.has(id))) {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await Promise.race([promise, failure.promise]);
      }
    },
    stop: () => listener.stop(),
  };
}

function toError({ kind, errorCode, errorMessage, type }: JobChange): AppError {
  if (type === 'cancelled') return new AppError('CANCELLED', `the job ${kind} was cancelled`);
  const code = errorCode ?? 'INTERNAL_SERVER_ERROR';
  return new AppError(code as AppError['code'], errorMessage ?? `the job ${kind} failed`);
}

function createProgressLines(): (change: JobChange, slug: string) => void {
  let shown = '';
  return ({ kind, type, progress: { phase, done, total, note } }, slug) => {
    if (type === 'log' || type === 'queued') return;
    const tenth = total > 0 ? Math.floor((10 * done) / total) * 10 : 0;
    const state = type === 'progress' || type === 'started' ? `${phase ?? 'begin'} ${tenth} %` : type;
    const line = `${findJobDefinition(kind)?.verb ?? kind} ${slug}: ${state}${type === 'progress' && note !== null ? ` (${note})` : ''}`;
    if (line !== shown) process.stderr.write(`${line}\n`);
    shown = line;
  };
}
