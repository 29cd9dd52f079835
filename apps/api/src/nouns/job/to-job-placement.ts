import type { JobPlacement, JobSender } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { findTraceParent } from '@lamina/telemetry';
import type { RequestContext } from '../../access/request-context.ts';
import type { ExecutionProvider } from '../vocabulary/measurement.ts';

/** Callers may give priorities within ±100. Values outside are reserved for internal jobs. */
const MAX_PRIORITY = 100;

/** The fields of inputs that decide when and where their jobs run. */
export interface PlacementInput {
  readonly priority?: number | null | undefined;
  readonly requiredProvider?: ExecutionProvider | null | undefined;
}

/**
 * When and where the jobs of an input run, and who submitted them.
 * @throws AppError BAD_USER_INPUT for a priority out of bounds.
 */
export function toJobPlacement({ priority, requiredProvider }: PlacementInput, sender: JobSender): JobPlacement {
  // 0 is the usual priority.
  const wanted = priority ?? 0;
  if (Math.abs(wanted) > MAX_PRIORITY)
    throw new AppError('BAD_USER_INPUT', `priority is ${wanted}; it must be from -${MAX_PRIORITY} to ${MAX_PRIORITY}.`);
  return { priority: wanted, requiredProvider: requiredProvider ?? null, ...sender, traceParent: findTraceParent() };
}

/** Metadata stored with each job: who submitted it, and the request's id. */
export function toJobSender({ requestId, viewer }: Pick<RequestContext, 'requestId' | 'viewer'>): JobSender {
  return { requestId, submittedBy: viewer?.name ?? null };
}
