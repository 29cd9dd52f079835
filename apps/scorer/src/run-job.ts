import type { JobRecord } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { EVALUATE_MODEL, evaluateModelPayload, PRUNE_MODEL, pruneModelPayload, SCORE_MODEL, scoreModelPayload } from '@lamina/jobs';
import { evaluateModelHandler } from './handlers/evaluate-model.handler.ts';
import type { HandlerContext } from './handlers/handler-context.ts';
import { pruneModelHandler } from './handlers/prune-model.handler.ts';
import { scoreModelHandler } from './handlers/score-model.handler.ts';

/** Hands a job to the handler of its kind. @throws AppError BAD_USER_INPUT for a kind or payload that this version does not know. */
export async function runJob(job: JobRecord, context: HandlerContext): Promise<void> {
  if (job.kind === SCORE_MODEL) return await scoreModelHandler(parse(scoreModelPayload, job), context);
  if (job.kind === PRUNE_MODEL) return await pruneModelHandler(parse(pruneModelPayload, job), context);
  if (job.kind === EVALUATE_MODEL) return await evaluateModelHandler(parse(evaluateModelPayload, job), context);
  throw new AppError('BAD_USER_INPUT', `job ${job.id} is of kind "${job.kind}", which this scorer does not know; update the scorer`);
}

function parse<T>(
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false; error: { message: string } } },
  job: JobRecord,
): T {
  const parsed = schema.safeParse(job.payload);
  if (parsed.success) return parsed.data;
  throw new AppError('BAD_USER_INPUT', `the payload of ${job.kind} job ${job.id} does not fit its schema: ${parsed.error.message}`);
}
