import { AppError } from '@lamina/errors';
import { z } from 'zod';
import { findJobDefinition, type JobKind, type JobPayloads } from './job-definitions.ts';

/** A stored job with an unchecked payload. */
export interface StoredJob {
  readonly kind: string;
  readonly version: number;
  readonly payload: unknown;
}

/** A job whose payload has been checked. */
export type ParsedJob<Kind extends JobKind = JobKind> = {
  readonly [Each in Kind]: { readonly kind: Each; readonly payload: JobPayloads[Each] };
}[Kind];

/** Checks a stored job. Refuses with BAD_USER_INPUT: unknown kind, another version, or a payload that does not match its schema. */
export function parseJob({ kind, version, payload }: StoredJob): ParsedJob {
  const definition = findJobDefinition(kind);
  if (definition === undefined) throw new AppError('BAD_USER_INPUT', `this worker does not know the job kind "${kind}"; update the worker`);
  if (version !== definition.version)
    throw new AppError(
      'BAD_USER_INPUT',
      `this worker handles ${kind} jobs of version ${definition.version}, not ${version}; update the worker`,
    );
  const result = definition.payload.safeParse(payload);
  if (!result.success) throw new AppError('BAD_USER_INPUT', `the payload of a ${kind} job is wrong: ${z.prettifyError(result.error)}`);
  // Kind and schema come from one definition, which the compiler cannot follow through a search.
  return { kind: definition.kind, payload: result.data } as ParsedJob;
}
