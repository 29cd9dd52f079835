import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable } from '../../paging/field.ts';
import { JobError } from './job-error.type.ts';

export const AttemptStatus = defineEnum('AttemptStatus', 'How one try of a job went.', {
  RUNNING: 'Going on.',
  SUCCEEDED: 'Finished.',
  FAILED: 'Ended with an error.',
  CANCELLED: 'Stopped on request.',
  LOST: 'Its worker went silent and a newer attempt took over.',
});
export type AttemptStatus = ValueOf<typeof AttemptStatus>;

@nodeType('One try of a scorer at a job.')
export class JobAttempt extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;

  @field(Int, '1-based number of the try.') readonly number!: number;
  @field(String, 'The scorer that tried.') readonly workerId!: string;
  @field(AttemptStatus, 'How it went.') readonly status!: AttemptStatus;
  @nullable(JobError, 'Why it failed.') readonly error!: JobError | null;
  @field(Int, 'Writes that came after it was over and were refused: its worker lived on unheard.') readonly lateWrites!: number;
  @field(Boolean, 'Whether it left a state from which the next one goes on.') readonly hasCheckpoint!: boolean;
  @field(GraphQLDateTimeISO, 'When it began.') readonly startedAt!: Date;
  @field(GraphQLDateTimeISO, 'When the scorer last reported.') readonly heartbeatAt!: Date;
  @nullable(GraphQLDateTimeISO, 'When it ended.') readonly finishedAt!: Date | null;
}
