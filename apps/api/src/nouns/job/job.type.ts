import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Node } from '../../data/node.type.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { ExecutionProvider } from '../vocabulary/execution-provider.ts';
import { JobError } from './job-error.type.ts';

/** What a job does. */
export const JobKind = defineEnum('JobKind', 'What a job does.', {
  REGISTER_MODEL: ['register-model', "Reads a model's graph and stores the model."],
  SCORE_MODEL: ['score-model', 'Measures every layer of a model on a calibration text.'],
  PRUNE_MODEL: ['prune-model', 'Chooses layers by a strategy and writes the pruned model.'],
  EVALUATE_MODEL: ['evaluate-model', 'Runs benchmarks on a model, dense or pruned.'],
  MEASURE_EFFICIENCY: ['measure-efficiency', "Measures speed and memory of a model, dense and pruned, on the scorer's machine."],
  QUANTIZE_MODEL: ['quantize-model', 'Writes a model with its weights in fewer bits and submits a study of it.'],
});
export type JobKind = ValueOf<typeof JobKind>;

/** Where a job stands. */
export const JobStatus = defineEnum('JobStatus', 'Where a job stands.', {
  WAITING: 'Waits for the jobs whose results it needs.',
  QUEUED: 'Ready: the next free scorer takes it.',
  RUNNING: 'A scorer works on it.',
  SUCCEEDED: 'Finished; its results are stored.',
  FAILED: 'Ended with an error after its last attempt.',
  CANCELLED: 'Stopped on request.',
});
export type JobStatus = ValueOf<typeof JobStatus>;

/** How far a job is. */
@ObjectType({ simpleResolvers: true, description: 'How far a job is.' })
export class JobProgress {
  @Field(() => String, {
    nullable: true,
    description: "What it does now: 'prepare', 'score', 'evaluate' or 'write'; null before it begins.",
  })
  readonly phase!: string | null;

  @Field(() => Int, { description: 'Units done in this phase.' })
  readonly done!: number;

  @Field(() => Int, { description: 'Units in this phase; 0 while unknown.' })
  readonly total!: number;

  @Field(() => Float, { nullable: true, description: 'done / total, 0 to 1; null while the total is unknown.' })
  readonly ratio!: number | null;

  @Field(() => String, { nullable: true, description: 'A few words for people.' })
  readonly note!: string | null;
}

/** One piece of work for a scorer. */
@ObjectType({ implements: Node, simpleResolvers: true, description: 'One piece of work for a scorer.' })
export class Job extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;
  readonly studyKey!: string | null;
  readonly modelKey!: string | null;
  readonly scoreRunKey!: string | null;
  readonly dependsOnKeys!: readonly string[];

  @Field(() => JobKind, { description: 'What it does.' })
  readonly kind!: JobKind;

  @Field(() => JobStatus, { description: 'Where it stands.' })
  readonly status!: JobStatus;

  @Field(() => JobProgress, { description: 'How far it is.' })
  readonly progress!: JobProgress;

  @Field(() => JobError, { nullable: true, description: 'Why it failed; null unless it did.' })
  readonly error!: JobError | null;

  @Field(() => Int, { description: 'Number of the newest attempt; 0 = no scorer took it yet.' })
  readonly attempt!: number;

  @Field(() => Int, { description: 'Attempts after which it fails for good.' })
  readonly maxAttempts!: number;

  @Field(() => Int, { description: 'Higher is taken first; jobs of one priority in the order of their submission.' })
  readonly priority!: number;

  @Field(() => ExecutionProvider, {
    nullable: true,
    description: 'What it must run on: only workers that have it take the job. Null: any worker, on what it prefers.',
  })
  readonly requiredProvider!: ExecutionProvider | null;

  @Field(() => String, {
    nullable: true,
    description: 'Who submitted it: the name of a token, or of the person that it acted for. Null: nobody by the API.',
  })
  readonly submittedBy!: string | null;

  @Field(() => GraphQLDateTimeISO, { description: 'When it was submitted.' })
  readonly createdAt!: Date;

  @Field(() => GraphQLDateTimeISO, { description: 'When it last changed.' })
  readonly updatedAt!: Date;

  @Field(() => GraphQLDateTimeISO, { nullable: true, description: 'When a scorer first took it.' })
  readonly startedAt!: Date | null;

  @Field(() => GraphQLDateTimeISO, { nullable: true, description: 'When it ended.' })
  readonly finishedAt!: Date | null;

  @Field(() => GraphQLDateTimeISO, { nullable: true, description: 'When somebody asked to cancel it.' })
  readonly cancelRequestedAt!: Date | null;
}
