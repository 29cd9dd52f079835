import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable } from '../../paging/field.ts';

export const LogLevel = defineEnum('LogLevel', "How much a line of a job's log matters.", {
  INFO: ['info', 'As expected.'],
  WARN: ['warn', 'Unusual; the job goes on.'],
  ERROR: ['error', 'The attempt ends with it.'],
});
export type LogLevel = ValueOf<typeof LogLevel>;

@nodeType('Something that happened to a job.')
export class JobEvent extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;

  @field(Int, 'The attempt it happened in; 0 before the first.') readonly attempt!: number;
  @field(
    String,
    "What happened: 'queued', 'started', 'succeeded', 'failed', 'retried', 'cancelled', 'lost', 'released', or 'log' for a line that the worker wrote.",
  )
  readonly type!: string;
  @field(LogLevel, 'How much it matters.') readonly level!: LogLevel;
  @nullable(String, 'More about it.') readonly message!: string | null;
  @field(GraphQLDateTimeISO, 'When it happened.') readonly createdAt!: Date;
}
