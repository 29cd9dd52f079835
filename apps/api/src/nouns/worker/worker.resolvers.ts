import { drainWorker } from '@lamina/database';
import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { checkScope } from '../../access/check-scope.ts';
import type { RequestContext } from '../../access/request-context.ts';
import { parseGlobalId } from '../../data/global-id.ts';
import { listQuery, optionalRow, relations } from '../../data/relations.ts';
import { field, outputType } from '../../paging/field.ts';
import { JOBS } from '../job/job.list.ts';
import { WORKERS } from './worker.list.ts';
import { Worker } from './worker.type.ts';

@outputType('The worker after the request.')
class DrainWorkerPayload {
  @field(Worker, 'The worker.') readonly worker!: Worker;
}

/** What administrators may do to workers, and what only writers may see of them. */
@Resolver(() => Worker)
class WorkerResolver {
  @FieldResolver(() => [String], { description: 'Model folders that it can read, as registerModel takes them. Needs the scope SCORE.' })
  modelFolders(@Root() { folderNames }: Worker, @Ctx() context: RequestContext): readonly string[] {
    checkScope(context, ApiTokenScope.SCORE);
    return folderNames;
  }

  @Mutation(() => DrainWorkerPayload, { description: 'Asks a worker to finish its job, take no more, and end. Needs the scope ADMIN.' })
  async drainWorker(
    @Arg('id', () => ID, { description: 'Global id of the worker.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<DrainWorkerPayload> {
    checkScope(context, ApiTokenScope.ADMIN);
    const key = parseGlobalId(id, 'Worker');
    await drainWorker(context.database, key);
    return { worker: await context.reader.getByKey(WORKERS, key) };
  }
}

/** Fields of workers. */
export const WORKER_RESOLVERS = [
  WorkerResolver,
  listQuery(WORKERS, 'workers', 'Workers, including those that ended within the last month.'),
  ...relations(Worker, { currentJob: optionalRow(JOBS, 'currentJobKey', 'Its current job.') }),
];
