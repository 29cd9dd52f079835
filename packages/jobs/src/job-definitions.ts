import { AppError } from '@lamina/errors';
import { z } from 'zod';
import type { JobDefinition, KnownJob, PayloadInputOf, PayloadOf } from './job-definition.ts';
import { EVALUATE_MODEL } from './jobs/evaluate-model.job.ts';
import { MEASURE_EFFICIENCY } from './jobs/measure-efficiency.job.ts';
import { PRUNE_MODEL } from './jobs/prune-model.job.ts';
import { QUANTIZE_MODEL } from './jobs/quantize-model.job.ts';
import { REGISTER_MODEL } from './jobs/register-model.job.ts';
import { ROUND_UNITS } from './jobs/round-units.job.ts';
import { SCORE_MODEL } from './jobs/score-model.job.ts';
import { WRITE_PRUNING } from './jobs/write-pruning.job.ts';

/** Every kind of job, by its name in the API. The scorer does not compile without a handler for each. */
export const JOB_DEFINITIONS = {
  REGISTER_MODEL,
  SCORE_MODEL,
  PRUNE_MODEL,
  WRITE_PRUNING,
  EVALUATE_MODEL,
  ROUND_UNITS,
  MEASURE_EFFICIENCY,
  QUANTIZE_MODEL,
} as const;

type Definition = (typeof JOB_DEFINITIONS)[keyof typeof JOB_DEFINITIONS];

/** The kind of stored jobs. */
export type JobKind = Definition['kind'];

/** The payload of each kind. */
export type JobPayloads = { readonly [Kind in JobKind]: PayloadOf<Extract<Definition, { readonly kind: Kind }>> };

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

/** The definition of a stored kind; undefined for one that this version does not know. */
export function findJobDefinition(kind: string): Definition | undefined {
  return Object.values(JOB_DEFINITIONS).find((definition) => definition.kind === kind);
}

/** A job of a kind in its present version, with all defaults. @throws AppError BAD_USER_INPUT for values that the schema refuses. */
export function jobOf<Known extends JobDefinition>(definition: Known, payload: PayloadInputOf<Known>): KnownJob<Known> {
  const { kind, version } = definition;
  return { kind, version, payload: parsePayload(definition, payload) };
}

/** Checks a stored job. Refuses with BAD_USER_INPUT: unknown kind, another version, or a payload that does not match its schema. */
export function parseJob({ kind, version, payload }: StoredJob): ParsedJob {
  const definition = findJobDefinition(kind);
  if (definition === undefined) throw new AppError('BAD_USER_INPUT', `this worker does not know the job kind "${kind}"; update the worker`);
  if (version !== definition.version)
    throw new AppError(
      'BAD_USER_INPUT',
      `this worker handles ${kind} jobs of version ${definition.version}, not ${version}; update the worker`,
    );
  // Kind and schema come from one definition, which the compiler cannot follow through a search.
  return { kind: definition.kind, payload: parsePayload(definition, payload) } as ParsedJob;
}

function parsePayload<Known extends JobDefinition>({ kind, payload: schema }: Known, payload: unknown): PayloadOf<Known> {
  const result = schema.safeParse(payload);
  if (result.success) return result.data as PayloadOf<Known>;
  throw new AppError('BAD_USER_INPUT', `the payload of a ${kind} job is wrong: ${z.prettifyError(result.error)}`);
}
