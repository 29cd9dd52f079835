import type { AttemptStatus as StoredAttemptStatus } from '@lamina/database';
import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable } from '../../paging/field.ts';
import { JobError } from './job-error.type.ts';

export const AttemptStatus = defineEnum('AttemptStatus', 'Status of one attempt at a job.', {
  RUNNING: 'Running.',
  SUCCEEDED: 'Finished.',
  FAILED: 'Ended with an error.',
  CANCELLED: 'Stopped on request.',
  LOST: 'Its worker stopped sending heartbeats and a newer attempt took over.',
} satisfies Record<StoredAttemptStatus, string>);
export type AttemptStatus = ValueOf<typeof AttemptStatus>;

@nodeType('One attempt of a scorer at a job.')
export class JobAttempt extends Node {
  @field(Int, 'Number of the attempt, starting at 1.') readonly number!: number;
  @field(String, 'The scorer that ran it.') readonly workerId!: string;
  @field(AttemptStatus, 'Status of the attempt.') readonly status!: AttemptStatus;
  @nullable(JobError, 'Why it failed.') readonly error!: JobError | null;
  @field(GraphQLDateTimeISO, 'Start time.') readonly startedAt!: Date;
  @field(GraphQLDateTimeISO, "Time of the scorer's last heartbeat.") readonly heartbeatAt!: Date;
  @nullable(GraphQLDateTimeISO, 'When it ended.') readonly finishedAt!: Date | null;
}
