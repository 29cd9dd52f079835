import type { JobStatus as StoredJobStatus } from '@lamina/database';
import { JOB_DEFINITIONS, type JobDefinition } from '@lamina/jobs';
import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Float, Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { ExecutionProvider } from '../vocabulary/measurement.ts';
import { JobError } from './job-error.type.ts';

export const JobKind = defineEnum('JobKind', 'Kind of a job.', describeKinds(JOB_DEFINITIONS));
export type JobKind = ValueOf<typeof JobKind>;

export const JobStatus = defineEnum('JobStatus', 'Status of a job.', {
  WAITING: 'Waits for the jobs whose results it needs.',
  QUEUED: 'Queued: the next free scorer takes it.',
  RUNNING: 'A scorer is working on it.',
  SUCCEEDED: 'Finished; results are stored.',
  FAILED: 'Ended with an error after its last attempt.',
  CANCELLED: 'Stopped on request.',
} satisfies Record<StoredJobStatus, string>);
export type JobStatus = ValueOf<typeof JobStatus>;

@outputType('Progress of a job.')
export class JobProgress {
  @nullable(String, "Current phase: 'prepare', 'score', 'evaluate' or 'write'; null before the job starts.") readonly phase!: string | null;
  @field(Int, 'Finished units of this phase.') readonly done!: number;
  @field(Int, 'Total units of this phase; 0 while unknown.') readonly total!: number;
  @nullable(Float, 'done ÷ total, 0 to 1; null while the total is unknown.') readonly ratio!: number | null;
  @nullable(String, 'Short human-readable message.') readonly note!: string | null;
}

@nodeType('One unit of work for a scorer.')
export class Job extends Node {
  readonly studyKey!: string | null;
  readonly modelKey!: string | null;
  readonly scoreRunKey!: string | null;
  readonly dependsOnKeys!: readonly string[];

  @field(JobKind, 'Kind of work.') readonly kind!: JobKind;
  @field(JobStatus, 'Current status.') readonly status!: JobStatus;
  @field(JobProgress, 'Progress of the job.') readonly progress!: JobProgress;
  @nullable(JobError, 'Why it failed; null if it did not fail.') readonly error!: JobError | null;
  @field(Int, 'Number of the newest attempt; 0 = no scorer has taken it yet.') readonly attempt!: number;
  @field(Int, 'Maximum number of attempts; then the job fails permanently.') readonly maxAttempts!: number;
  @field(Int, 'Jobs with a higher priority are taken first; equal priorities run in the order of submission.') readonly priority!: number;
  @nullable(ExecutionProvider, 'Only workers with this execution provider take the job; null = any, with the provider that it prefers.')
  readonly requiredProvider!: ExecutionProvider | null;
  @nullable(String, 'Who submitted it: the name of a token, or of the person for whom it acted; null = not through the API.')
  readonly submittedBy!: string | null;
  @field(GraphQLDateTimeISO, 'Time of submission.') readonly createdAt!: Date;
  @field(GraphQLDateTimeISO, 'Time of the last change.') readonly updatedAt!: Date;
  @nullable(GraphQLDateTimeISO, 'When the first scorer took it.') readonly startedAt!: Date | null;
  @nullable(GraphQLDateTimeISO, 'When it ended.') readonly finishedAt!: Date | null;
  @nullable(GraphQLDateTimeISO, 'When a user asked to cancel it.') readonly cancelRequestedAt!: Date | null;
}

/** The kinds as values of an enum: the text that jobs store and its description, by the name that the definition has. */
function describeKinds<const Definitions extends Readonly<Record<string, JobDefinition>>>(definitions: Definitions) {
  const values = Object.entries(definitions).map(([name, { kind, description }]) => [name, [kind, description]]);
  return Object.fromEntries(values) as { readonly [Name in keyof Definitions]: readonly [Definitions[Name]['kind'], string] };
}
