import type { JobRecord } from '@lamina/database';
import { type JobKind, type ParsedJob, parseJob } from '@lamina/jobs';
import type { HandlerContext } from '../handlers/handler-context.ts';
import { JOB_HANDLERS } from '../handlers/job-handlers.ts';

/** Passes a job to the handler of its kind. @throws AppError BAD_USER_INPUT for a kind or payload that this version does not know. */
export async function runJob(job: JobRecord, context: HandlerContext): Promise<void> {
  await handle(parseJob(job), context);
}

function handle<Kind extends JobKind>({ kind, payload }: ParsedJob<Kind>, context: HandlerContext): Promise<void> {
  return JOB_HANDLERS[kind](payload, context);
}
