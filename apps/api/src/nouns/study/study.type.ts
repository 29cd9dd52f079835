import { GraphQLDateTimeISO, GraphQLJSON } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import { Node } from '../../data/node.type.ts';
import { createConnectionType } from '../../paging/create-connection-type.ts';
import { StudyStatus } from './study-status.ts';

/** Score → prune → evaluate for one model. */
@ObjectType({ implements: Node, simpleResolvers: true, description: 'Score, prune and evaluate one model: the unit that a user submits.' })
export class Study extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;
  readonly modelKey!: string;

  @Field(() => StudyStatus, { description: 'Where it stands.' })
  readonly status!: StudyStatus;

  @Field(() => GraphQLJSON, { description: 'Strategies, counts, calibration and benchmarks, as they were asked for.' })
  readonly request!: unknown;

  @Field(() => GraphQLDateTimeISO, { description: 'When it was submitted.' })
  readonly createdAt!: Date;

  @Field(() => GraphQLDateTimeISO, { nullable: true, description: 'When its last job ended; null while it goes on.' })
  readonly finishedAt!: Date | null;
}

/** A page of studies. */
export const StudyConnection = createConnectionType('Study', Study);
