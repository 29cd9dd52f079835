import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { Node } from '../../data/node.type.ts';
import { createConnectionType } from '../../paging/create-connection-type.ts';
import { LogLevel } from './log-level.ts';

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

/** A page of job events. */
export const JobEventConnection = createConnectionType('JobEvent', JobEvent);
