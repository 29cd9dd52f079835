import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { checkScope } from '../../access/check-scope.ts';
import type { RequestContext } from '../../access/request-context.ts';
import { parseGlobalId } from '../../data/global-id.ts';
import type { Connection } from '../../paging/create-connection-type.ts';
import { Job } from '../job/job.type.ts';
import { DrainWorkerPayload } from './drain-worker.payload.ts';
import { Worker, WorkerConnection } from './worker.type.ts';
import { WorkerListArgs } from './worker-list.args.ts';

/** The Worker type's relations, its list, and how a worker is sent home. */
@Resolver(() => Worker)
export class WorkerResolver {
  @Query(() => WorkerConnection, { description: 'Processes that take jobs, and those of the last month that have ended.' })
  workers(@Args(() => WorkerListArgs) args: WorkerListArgs, @Ctx() { reader }: RequestContext): Promise<Connection<Worker>> {
    return reader.listPage('Worker', args);
  }

  @Mutation(() => DrainWorkerPayload, {
    description: 'Asks a worker to take no more jobs and to end with the one at hand. Needs the scope ADMIN.',
  })
  async drainWorker(
    @Arg('id', () => ID, { description: 'Global id of the worker.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<DrainWorkerPayload> {
    checkScope(context, ApiTokenScope.ADMIN);
    const key = parseGlobalId(id, 'Worker');
    await context.workers.drainWorker(key);
    return { worker: await context.reader.getByKey('Worker', key) };
  }

  @FieldResolver(() => Job, { nullable: true, description: 'The job at hand.' })
  currentJob(@Root() worker: Worker, @Ctx() { reader }: RequestContext): Promise<Job> | null {
    return worker.currentJobKey === null ? null : reader.getByKey('Job', worker.currentJobKey);
  }
}
