import { GraphQLDateTimeISO, GraphQLJSON } from 'graphql-scalars';
import { Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable } from '../../paging/field.ts';
import { ExecutionProvider } from '../vocabulary/execution-provider.ts';

export const WorkerStatus = defineEnum('WorkerStatus', 'What a worker is doing.', {
  IDLE: 'Waits for a job.',
  BUSY: 'Works on a job.',
  DRAINING: 'Takes no more jobs and ends with the one at hand.',
  SILENT: 'Has not been heard of for half a minute: killed, or cut off. Its job goes to another worker.',
  STOPPED: 'Has ended as it should.',
});
export type WorkerStatus = ValueOf<typeof WorkerStatus>;

@nodeType('A process that takes jobs, on any machine.')
export class Worker extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;
  readonly currentJobKey!: string | null;

  @field(String, 'Its name: host, process and a random part. Attempts name it as workerId.') readonly name!: string;
  @field(String, 'Name of its machine.') readonly host!: string;
  @field(Int, 'Number of its process on that machine.') readonly pid!: number;
  @field(String, 'What its most wanted provider computes on, in words.') readonly device!: string;
  @field([ExecutionProvider], 'Providers that were tried and work, most wanted first.') readonly providers!: readonly ExecutionProvider[];
  @field(GraphQLJSON, 'Versions by name: lamina, node, onnxruntime.') readonly versions!: unknown;
  @field(WorkerStatus, 'What it is doing.') readonly status!: WorkerStatus;
  @field(GraphQLDateTimeISO, 'When it began.') readonly startedAt!: Date;
  @field(GraphQLDateTimeISO, 'When it was last heard of; it reports every five seconds.') readonly heartbeatAt!: Date;
  @nullable(GraphQLDateTimeISO, 'When it was asked to take no more jobs.') readonly drainRequestedAt!: Date | null;
  @nullable(GraphQLDateTimeISO, 'When it ended as it should; null while it runs and after a kill.') readonly stoppedAt!: Date | null;
}
