import type { StudyStatus as StoredStudyStatus } from '@lamina/database';
import { GraphQLDateTimeISO, GraphQLJSON } from 'graphql-scalars';
import { Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';

export const StudyStatus = defineEnum('StudyStatus', 'Status of a study.', {
  QUEUED: 'None of its jobs has started.',
  RUNNING: 'At least one job has started and not all have ended.',
  SUCCEEDED: 'All jobs succeeded.',
  FAILED: 'At least one job failed permanently.',
  CANCELLED: 'At least one job was cancelled and none failed.',
} satisfies Record<StoredStudyStatus, string>);
export type StudyStatus = ValueOf<typeof StudyStatus>;

@outputType('Number of jobs of a study by status.')
export class StudyProgress {
  @field(Int, 'All jobs.') readonly total!: number;
  @field(Int, 'Jobs that wait or are queued.') readonly pending!: number;
  @field(Int, 'Running jobs.') readonly running!: number;
  @field(Int, 'Jobs that succeeded.') readonly succeeded!: number;
  @field(Int, 'Jobs that failed permanently.') readonly failed!: number;
  @field(Int, 'Jobs that were cancelled.') readonly cancelled!: number;
}

@nodeType('The unit that a user submits: score, prune and evaluate one model.')
export class Study extends Node {
  readonly modelKey!: string;

  @field(StudyStatus, 'Current status.') readonly status!: StudyStatus;
  @field(GraphQLJSON, 'Strategies, counts, calibration and benchmarks, as submitted.') readonly request!: unknown;
  @field(
    [String],
    'Texts on which nothing was measured, because the model does not know their language; empty until the whole model was evaluated.',
  )
  readonly textsLeftOut!: readonly string[];
  @field(StudyProgress, 'Number of its jobs by status.') readonly progress!: StudyProgress;
  @field(GraphQLDateTimeISO, 'Time of submission.') readonly createdAt!: Date;
  @nullable(GraphQLDateTimeISO, 'When its last job ended; null while jobs are unfinished.') readonly finishedAt!: Date | null;
}
