import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { checkScope } from '../../access/check-scope.ts';
import type { RequestContext } from '../../access/request-context.ts';
import type { Connection } from '../../paging/create-connection-type.ts';
import { type Job, JobConnection } from '../job/job.type.ts';
import { JobListArgs } from '../job/job-list.args.ts';
import { toJobSender } from '../job/to-job-sender.ts';
import { Model } from '../model/model.type.ts';
import { type Pruning, PruningConnection } from '../pruning/pruning.type.ts';
import { PruningListArgs } from '../pruning/pruning-list.args.ts';
import { type ScoreRun, ScoreRunConnection } from '../score-run/score-run.type.ts';
import { ScoreRunListArgs } from '../score-run/score-run-list.args.ts';
import { SubmitStudyInput } from '../submission/submit-study.input.ts';
import { SubmitStudyPayload } from '../submission/submit-study.payload.ts';
import { Study, StudyConnection } from './study.type.ts';
import { StudyListArgs } from './study-list.args.ts';
import { StudyProgress } from './study-progress.type.ts';

/** The Study type's relations and its list. */
@Resolver(() => Study)
export class StudyResolver {
  @Mutation(() => SubmitStudyPayload, { description: 'Queues the measurement of one or more models. Needs the scope SCORE.' })
  async submitStudy(
    @Arg('input', () => SubmitStudyInput, { description: 'What to measure.' }) input: SubmitStudyInput,
    @Ctx() context: RequestContext,
  ): Promise<SubmitStudyPayload> {
    checkScope(context, ApiTokenScope.SCORE);
    const keys = await context.studies.submitStudy(input, toJobSender(context));
    return { studies: await Promise.all(keys.map((key) => context.reader.getByKey('Study', key))) };
  }

  @FieldResolver(() => StudyProgress, { description: 'How many of its jobs stand where.' })
  progress(@Root() study: Study, @Ctx() { loaders }: RequestContext): Promise<StudyProgress> {
    return loaders.studyProgress.load(study.key);
  }

  @Query(() => StudyConnection, { description: 'Studies.' })
  studies(@Args(() => StudyListArgs) args: StudyListArgs, @Ctx() { reader }: RequestContext): Promise<Connection<Study>> {
    return reader.listPage('Study', args);
  }

  @FieldResolver(() => Model, { description: 'The model.' })
  model(@Root() study: Study, @Ctx() { reader }: RequestContext): Promise<Model> {
    return reader.getByKey('Model', study.modelKey);
  }

  @FieldResolver(() => JobConnection, { description: 'Its jobs.' })
  jobs(@Root() study: Study, @Args(() => JobListArgs) args: JobListArgs, @Ctx() { reader }: RequestContext): Promise<Connection<Job>> {
    return reader.listChildren('Job', { link: 'study', key: study.key }, args);
  }

  @FieldResolver(() => ScoreRunConnection, { description: 'Its score runs.' })
  scoreRuns(
    @Root() study: Study,
    @Args(() => ScoreRunListArgs) args: ScoreRunListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<ScoreRun>> {
    return reader.listChildren('ScoreRun', { link: 'study', key: study.key }, args);
  }

  @FieldResolver(() => PruningConnection, { description: 'Its prunings.' })
  prunings(
    @Root() study: Study,
    @Args(() => PruningListArgs) args: PruningListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<Pruning>> {
    return reader.listChildren('Pruning', { link: 'study', key: study.key }, args);
  }
}
