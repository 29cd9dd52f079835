import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { Node } from '../../data/node.type.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

/** How much a line of a job's log matters. */
export const LogLevel = defineEnum('LogLevel', "How much a line of a job's log matters.", {
  INFO: ['info', 'As expected.'],
  WARN: ['warn', 'Unusual; the job goes on.'],
  ERROR: ['error', 'The attempt ends with it.'],
});
export type LogLevel = ValueOf<typeof LogLevel>;

/** Something that happened to a job. */
@ObjectType({ implements: Node, simpleResolvers: true, description: 'Something that happened to a job.' })
export class JobEvent extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;

  @Field(() => Int, { description: 'The attempt it happened in; 0 before the first.' })
  readonly attempt!: number;

  @Field(() => String, {
    description:
      "What happened: 'queued', 'started', 'succeeded', 'failed', 'retried', 'cancelled', 'lost', 'released', or 'log' for a line that the worker wrote.",
  })
  readonly type!: string;

  @Field(() => LogLevel, { description: 'How much it matters.' })
  readonly level!: LogLevel;

  @Field(() => String, { nullable: true, description: 'More about it.' })
  readonly message!: string | null;

  @Field(() => GraphQLDateTimeISO, { description: 'When it happened.' })
  readonly createdAt!: Date;
}
