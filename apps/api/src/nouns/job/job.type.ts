import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Float, Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { ExecutionProvider } from '../vocabulary/execution-provider.ts';
import { JobError } from './job-error.type.ts';

export const JobKind = defineEnum('JobKind', 'What a job does.', {
  REGISTER_MODEL: ['register-model', "Reads a model's graph and stores the model."],
  SCORE_MODEL: ['score-model', 'Measures every layer of a model on a calibration text.'],
  PRUNE_MODEL: ['prune-model', 'Chooses layers by a strategy and writes the pruned model.'],
  EVALUATE_MODEL: ['evaluate-model', 'Runs benchmarks on a model, dense or pruned.'],
  MEASURE_EFFICIENCY: ['measure-efficiency', "Measures speed and memory of a model, dense and pruned, on the scorer's machine."],
  QUANTIZE_MODEL: ['quantize-model', 'Writes a model with its weights in fewer bits and submits a study of it.'],
});
export type JobKind = ValueOf<typeof JobKind>;

export const JobStatus = defineEnum('JobStatus', 'Where a job stands.', {
  WAITING: 'Waits for the jobs whose results it needs.',
  QUEUED: 'Ready: the next free scorer takes it.',
  RUNNING: 'A scorer works on it.',
  SUCCEEDED: 'Finished; its results are stored.',
  FAILED: 'Ended with an error after its last attempt.',
  CANCELLED: 'Stopped on request.',
});
export type JobStatus = ValueOf<typeof JobStatus>;

@outputType('How far a job is.')
export class JobProgress {
  @nullable(String, "What it does now: 'prepare', 'score', 'evaluate' or 'write'; null before it begins.") readonly phase!: string | null;
  @field(Int, 'Units done in this phase.') readonly done!: number;
  @field(Int, 'Units in this phase; 0 while unknown.') readonly total!: number;
  @nullable(Float, 'done / total, 0 to 1; null while the total is unknown.') readonly ratio!: number | null;
  @nullable(String, 'A few words for people.') readonly note!: string | null;
}

@nodeType('One piece of work for a scorer.')
export class Job extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;
  readonly studyKey!: string | null;
  readonly modelKey!: string | null;
  readonly scoreRunKey!: string | null;
  readonly dependsOnKeys!: readonly string[];

  @field(JobKind, 'What it does.') readonly kind!: JobKind;
  @field(JobStatus, 'Where it stands.') readonly status!: JobStatus;
  @field(JobProgress, 'How far it is.') readonly progress!: JobProgress;
  @nullable(JobError, 'Why it failed; null unless it did.') readonly error!: JobError | null;
  @field(Int, 'Number of the newest attempt; 0 = no scorer took it yet.') readonly attempt!: number;
  @field(Int, 'Attempts after which it fails for good.') readonly maxAttempts!: number;
  @field(Int, 'Higher is taken first; jobs of one priority in the order of their submission.') readonly priority!: number;
  @nullable(ExecutionProvider, 'What it must run on: only workers that have it take the job. Null: any worker, on what it prefers.')
  readonly requiredProvider!: ExecutionProvider | null;
  @nullable(String, 'Who submitted it: the name of a token, or of the person that it acted for. Null: nobody by the API.')
  readonly submittedBy!: string | null;
  @field(GraphQLDateTimeISO, 'When it was submitted.') readonly createdAt!: Date;
  @field(GraphQLDateTimeISO, 'When it last changed.') readonly updatedAt!: Date;
  @nullable(GraphQLDateTimeISO, 'When a scorer first took it.') readonly startedAt!: Date | null;
  @nullable(GraphQLDateTimeISO, 'When it ended.') readonly finishedAt!: Date | null;
  @nullable(GraphQLDateTimeISO, 'When somebody asked to cancel it.') readonly cancelRequestedAt!: Date | null;
}
