import { GraphQLDateTimeISO, GraphQLJSON } from 'graphql-scalars';
import { Node, nodeType } from '../../data/node.type.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable } from '../../paging/field.ts';

export const StudyStatus = defineEnum('StudyStatus', 'Where a study stands.', {
  QUEUED: 'None of its jobs has begun.',
  RUNNING: 'At least one job has begun and not all have ended.',
  SUCCEEDED: 'All jobs succeeded.',
  FAILED: 'At least one job failed for good.',
  CANCELLED: 'At least one job was cancelled and none failed.',
});
export type StudyStatus = ValueOf<typeof StudyStatus>;

@nodeType('Score, prune and evaluate one model: the unit that a user submits.')
export class Study extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;
  readonly modelKey!: string;

  @field(StudyStatus, 'Where it stands.') readonly status!: StudyStatus;
  @field(GraphQLJSON, 'Strategies, counts, calibration and benchmarks, as they were asked for.') readonly request!: unknown;
  @field(GraphQLDateTimeISO, 'When it was submitted.') readonly createdAt!: Date;
  @nullable(GraphQLDateTimeISO, 'When its last job ended; null while it goes on.') readonly finishedAt!: Date | null;
}
