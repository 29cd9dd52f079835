import { GraphQLDateTimeISO, GraphQLJSON } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { Node } from '../../data/node.type.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { ExecutionProvider } from '../vocabulary/execution-provider.ts';

/** What a worker is doing. */
export const WorkerStatus = defineEnum('WorkerStatus', 'What a worker is doing.', {
  IDLE: 'Waits for a job.',
  BUSY: 'Works on a job.',
  DRAINING: 'Takes no more jobs and ends with the one at hand.',
  SILENT: 'Has not been heard of for half a minute: killed, or cut off. Its job goes to another worker.',
  STOPPED: 'Has ended as it should.',
});
export type WorkerStatus = ValueOf<typeof WorkerStatus>;

/** A process that takes jobs, on any machine. */
@ObjectType({ implements: Node, simpleResolvers: true, description: 'A process that takes jobs, on any machine.' })
export class Worker extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;
  readonly currentJobKey!: string | null;

  @Field(() => String, { description: 'Its name: host, process and a random part. Attempts name it as workerId.' })
  readonly name!: string;

  @Field(() => String, { description: 'Name of its machine.' })
  readonly host!: string;

  @Field(() => Int, { description: 'Number of its process on that machine.' })
  readonly pid!: number;

  @Field(() => String, { description: 'What its most wanted provider computes on, in words.' })
  readonly device!: string;

  @Field(() => [ExecutionProvider], { description: 'Providers that were tried and work, most wanted first.' })
  readonly providers!: readonly ExecutionProvider[];

  @Field(() => GraphQLJSON, { description: 'Versions by name: lamina, node, onnxruntime.' })
  readonly versions!: unknown;

  @Field(() => WorkerStatus, { description: 'What it is doing.' })
  readonly status!: WorkerStatus;

  @Field(() => GraphQLDateTimeISO, { description: 'When it began.' })
  readonly startedAt!: Date;

  @Field(() => GraphQLDateTimeISO, { description: 'When it was last heard of; it reports every five seconds.' })
  readonly heartbeatAt!: Date;

  @Field(() => GraphQLDateTimeISO, { nullable: true, description: 'When it was asked to take no more jobs.' })
  readonly drainRequestedAt!: Date | null;

  @Field(() => GraphQLDateTimeISO, { nullable: true, description: 'When it ended as it should; null while it runs and after a kill.' })
  readonly stoppedAt!: Date | null;
}
