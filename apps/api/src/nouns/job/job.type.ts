import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { Node } from '../../data/node.type.ts';
import { createConnectionType } from '../../paging/create-connection-type.ts';
import { ExecutionProvider } from '../vocabulary/execution-provider.ts';
import { JobError } from './job-error.type.ts';
import { JobKind } from './job-kind.ts';
import { JobProgress } from './job-progress.type.ts';
import { JobStatus } from './job-status.ts';

/** One piece of work for a scorer. */
@ObjectType({ implements: Node, simpleResolvers: true, description: 'One piece of work for a scorer.' })
export class Job extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;
  readonly studyKey!: string | null;
  readonly modelKey!: string | null;
  readonly scoreRunKey!: string | null;
  readonly dependsOnKeys!: readonly string[];

  @Field(() => JobKind, { description: 'What it does.' })
  readonly kind!: JobKind;

  @Field(() => JobStatus, { description: 'Where it stands.' })
  readonly status!: JobStatus;

  @Field(() => JobProgress, { description: 'How far it is.' })
  readonly progress!: JobProgress;

  @Field(() => JobError, { nullable: true, description: 'Why it failed; null unless it did.' })
  readonly error!: JobError | null;

  @Field(() => Int, { description: 'Number of the newest attempt; 0 = no scorer took it yet.' })
  readonly attempt!: number;

  @Field(() => Int, { description: 'Attempts after which it fails for good.' })
  readonly maxAttempts!: number;

  @Field(() => Int, { description: 'Higher is taken first; jobs of one priority in the order of their submission.' })
  readonly priority!: number;

  @Field(() => ExecutionProvider, {
    nullable: true,
    description: 'What it must run on: only workers that have it take the job. Null: any worker, on what it prefers.',
  })
  readonly requiredProvider!: ExecutionProvider | null;

  @Field(() => String, {
    nullable: true,
    description: 'Who submitted it: the name of a token, or of the person that it acted for. Null: nobody by the API.',
  })
  readonly submittedBy!: string | null;

  @Field(() => GraphQLDateTimeISO, { description: 'When it was submitted.' })
  readonly createdAt!: Date;

  @Field(() => GraphQLDateTimeISO, { description: 'When it last changed.' })
  readonly updatedAt!: Date;

  @Field(() => GraphQLDateTimeISO, { nullable: true, description: 'When a scorer first took it.' })
  readonly startedAt!: Date | null;

  @Field(() => GraphQLDateTimeISO, { nullable: true, description: 'When it ended.' })
  readonly finishedAt!: Date | null;

  @Field(() => GraphQLDateTimeISO, { nullable: true, description: 'When somebody asked to cancel it.' })
  readonly cancelRequestedAt!: Date | null;
}

/** A page of jobs. */
export const JobConnection = createConnectionType('Job', Job);
