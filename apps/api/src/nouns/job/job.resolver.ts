import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { checkScope } from '../../access/check-scope.ts';
import type { RequestContext } from '../../access/request-context.ts';
import { parseGlobalId } from '../../data/global-id.ts';
import type { Connection } from '../../paging/create-connection-type.ts';
import { OrderDirection } from '../../paging/order-direction.ts';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../../paging/page.args.ts';
import { type Evaluation, EvaluationConnection } from '../evaluation/evaluation.type.ts';
import { EvaluationListArgs } from '../evaluation/evaluation-list.args.ts';
import { Model } from '../model/model.type.ts';
import { type Pruning, PruningConnection } from '../pruning/pruning.type.ts';
import { PruningListArgs } from '../pruning/pruning-list.args.ts';
import { ScoreRun } from '../score-run/score-run.type.ts';
import { Study } from '../study/study.type.ts';
import { ChangeJobPayload } from './change-job.payload.ts';
import { Job, JobConnection } from './job.type.ts';
import { JobAttempt, JobAttemptConnection } from './job-attempt.type.ts';
import { JobAttemptListArgs } from './job-attempt-list.args.ts';
import { JobEvent, JobEventConnection } from './job-event.type.ts';
import { JobEventListArgs } from './job-event-list.args.ts';
import { JobEventOrderField } from './job-event-order-field.ts';
import { JobListArgs } from './job-list.args.ts';

/** The Job type's relations and its list. */
@Resolver(() => Job)
export class JobResolver {
  @Query(() => Job, { nullable: true, description: 'The job with this global id, or null.' })
  job(@Arg('id', () => ID, { description: 'Global id of the job.' }) id: string, @Ctx() { reader }: RequestContext): Promise<Job | null> {
    return reader.findByKey('Job', parseGlobalId(id, 'Job'));
  }

  @Mutation(() => ChangeJobPayload, {
    description: 'Asks a job to stop; one that has not begun stops at once. Needs the scope SCORE.',
  })
  async cancelJob(
    @Arg('id', () => ID, { description: 'Global id of the job.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<ChangeJobPayload> {
    checkScope(context, ApiTokenScope.SCORE);
    const key = parseGlobalId(id, 'Job');
    await context.jobs.cancelJob(key);
    return { job: await context.reader.getByKey('Job', key) };
  }

  @Mutation(() => ChangeJobPayload, { description: 'Queues a failed or cancelled job again. Needs the scope SCORE.' })
  async retryJob(
    @Arg('id', () => ID, { description: 'Global id of the job.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<ChangeJobPayload> {
    checkScope(context, ApiTokenScope.SCORE);
    const key = parseGlobalId(id, 'Job');
    await context.jobs.retryJob(key);
    return { job: await context.reader.getByKey('Job', key) };
  }

  @FieldResolver(() => [JobAttempt], {
    description: `Its attempts, first to last, ${MAX_PAGE_SIZE} at most; attemptsConnection has them all.`,
  })
  async attempts(@Root() job: Job, @Ctx() { reader }: RequestContext): Promise<readonly JobAttempt[]> {
    return (await reader.listChildren('JobAttempt', { link: 'job', key: job.key }, { first: MAX_PAGE_SIZE })).nodes;
  }

  @FieldResolver(() => JobAttemptConnection, { description: 'Its attempts, page by page; default: first to last.' })
  attemptsConnection(
    @Root() job: Job,
    @Args(() => JobAttemptListArgs) args: JobAttemptListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<JobAttempt>> {
    return reader.listChildren('JobAttempt', { link: 'job', key: job.key }, args);
  }

  @FieldResolver(() => [Job], { description: 'Jobs whose results it needs.' })
  dependsOn(@Root() job: Job, @Ctx() { reader }: RequestContext): Promise<readonly Job[]> {
    return Promise.all(job.dependsOnKeys.map((key) => reader.getByKey('Job', key)));
  }

  @Query(() => JobConnection, { description: 'Jobs.' })
  jobs(@Args(() => JobListArgs) args: JobListArgs, @Ctx() { reader }: RequestContext): Promise<Connection<Job>> {
    return reader.listPage('Job', args);
  }

  @FieldResolver(() => Study, { nullable: true, description: 'The study it belongs to.' })
  study(@Root() job: Job, @Ctx() { reader }: RequestContext): Promise<Study | null> | null {
    return job.studyKey === null ? null : reader.getByKey('Study', job.studyKey);
  }

  @FieldResolver(() => Model, { nullable: true, description: 'The model it works on; null until a registration has stored it.' })
  model(@Root() job: Job, @Ctx() { reader }: RequestContext): Promise<Model | null> | null {
    return job.modelKey === null ? null : reader.getByKey('Model', job.modelKey);
  }

  @FieldResolver(() => ScoreRun, { nullable: true, description: 'The score run that it stored; null before, and for other kinds.' })
  scoreRun(@Root() job: Job, @Ctx() { reader }: RequestContext): Promise<ScoreRun | null> | null {
    return job.scoreRunKey === null ? null : reader.getByKey('ScoreRun', job.scoreRunKey);
  }

  @FieldResolver(() => PruningConnection, {
    description: 'Prunings that it stored; a choice that an earlier job has stored stays with that job.',
  })
  prunings(
    @Root() job: Job,
    @Args(() => PruningListArgs) args: PruningListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<Pruning>> {
    return reader.listChildren('Pruning', { link: 'job', key: job.key }, args);
  }

  @FieldResolver(() => EvaluationConnection, {
    description: 'Evaluations that it stored; one that an earlier job has stored stays with that job.',
  })
  evaluations(
    @Root() job: Job,
    @Args(() => EvaluationListArgs) args: EvaluationListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<Evaluation>> {
    return reader.listChildren('Evaluation', { link: 'job', key: job.key }, args);
  }

  @FieldResolver(() => [JobEvent], { description: 'The end of its log: the newest events and lines of its workers, oldest first.' })
  async log(
    @Root() job: Job,
    @Arg('last', () => Int, {
      nullable: true,
      defaultValue: DEFAULT_PAGE_SIZE,
      description: `How many to return, 0 to ${MAX_PAGE_SIZE}.`,
    })
    last: number | null,
    @Ctx() { reader }: RequestContext,
  ): Promise<readonly JobEvent[]> {
    const orderBy = [{ field: JobEventOrderField.CREATED_AT, direction: OrderDirection.DESC }];
    const { nodes } = await reader.listChildren('JobEvent', { link: 'job', key: job.key }, { first: last ?? DEFAULT_PAGE_SIZE, orderBy });
    return nodes.toReversed();
  }

  @FieldResolver(() => JobEventConnection, { description: 'What happened to it.' })
  events(
    @Root() job: Job,
    @Args(() => JobEventListArgs) args: JobEventListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<JobEvent>> {
    return reader.listChildren('JobEvent', { link: 'job', key: job.key }, args);
  }
}
