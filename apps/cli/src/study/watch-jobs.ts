import { type JobChange, listenToJobEvents } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { findJobDefinition } from '@lamina/jobs';

/** Follows the jobs of studies by their events, and shows them on stderr. */
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

/** One moving line on a terminal; otherwise a line where a job begins or ends. */
function createProgressLines(): (change: JobChange, slug: string) => void {
  const clear = '\r\u001b[2K';
  return ({ kind, type, progress: { phase, done, total, note } }, slug) => {
    if (type === 'log' || type === 'queued') return;
    const job = `${findJobDefinition(kind)?.verb ?? kind} ${slug}`;
    if (type !== 'progress') process.stderr.write(`${process.stderr.isTTY ? clear : ''}${job}: ${type}\n`);
    else if (process.stderr.isTTY) {
      const percent = total > 0 ? Math.floor((100 * done) / total) : 0;
      const line = `${job}: ${phase ?? 'begin'} ${percent} %${note === null ? '' : ` (${note})`}`;
      process.stderr.write(`${clear}${line.slice(0, process.stderr.columns - 1)}`);
    }
  };
}
