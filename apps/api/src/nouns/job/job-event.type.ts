import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable } from '../../paging/field.ts';

export const LogLevel = defineEnum('LogLevel', "Severity of a line of a job's log.", {
  INFO: ['info', 'Normal event.'],
  WARN: ['warn', 'Unusual event; the job continues.'],
  ERROR: ['error', 'The attempt ends with this error.'],
});
export type LogLevel = ValueOf<typeof LogLevel>;

@nodeType('An event of a job.')
export class JobEvent extends Node {
  @field(Int, 'The attempt in which it happened; 0 = before the first attempt.') readonly attempt!: number;
  @field(
    String,
    "Type of event: 'queued', 'started', 'succeeded', 'failed', 'retried', 'cancelled', 'lost', 'released', or 'log' for a log line of the worker.",
  )
  readonly type!: string;
  @field(LogLevel, 'Severity.') readonly level!: LogLevel;
  @nullable(String, 'Details.') readonly message!: string | null;
  @field(GraphQLDateTimeISO, 'When it happened.') readonly createdAt!: Date;
}
