import { GraphQLDateTimeISO, GraphQLJSON } from 'graphql-scalars';
import { Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field } from '../../paging/field.ts';
import { ExecutionProvider } from '../vocabulary/measurement.ts';

export const WorkerStatus = defineEnum('WorkerStatus', 'Status of a worker.', {
  IDLE: 'Waiting for a job.',
  BUSY: 'Working on a job.',
  DRAINING: 'Takes no more jobs and ends after its current job.',
  SILENT: 'No heartbeat for half a minute: killed or disconnected. Its job goes to another worker.',
  STOPPED: 'Ended normally.',
});
export type WorkerStatus = ValueOf<typeof WorkerStatus>;

@nodeType('A worker: a process that takes jobs, on any machine.')
export class Worker extends Node {
  readonly currentJobKey!: string | null;
  readonly folderNames!: readonly string[];

  @field(String, 'Its name: host, process id and a random part. Attempts refer to it as workerId.') readonly name!: string;
  @field(String, 'Name of its machine.') readonly host!: string;
  @field(Int, 'Process id on that machine.') readonly pid!: number;
  @field(String, 'Device of its preferred provider.') readonly device!: string;
  @field([ExecutionProvider], 'Execution providers that work, preferred first.') readonly providers!: readonly ExecutionProvider[];
  @field(GraphQLJSON, 'Versions by name: lamina, node, onnxruntime.') readonly versions!: unknown;
  @field(WorkerStatus, 'Current status.') readonly status!: WorkerStatus;
  @field(GraphQLDateTimeISO, 'Start time.') readonly startedAt!: Date;
  @field(GraphQLDateTimeISO, 'Time of its last heartbeat; it sends one every five seconds.') readonly heartbeatAt!: Date;
}
