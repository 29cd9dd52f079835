import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { checkScope } from '../../access/check-scope.ts';
import type { RequestContext } from '../../access/request-context.ts';
import { listQuery, optionalRow, relations } from '../../data/relations.ts';
import { JOBS } from '../job/job.list.ts';
import { WORKERS } from './worker.list.ts';
import { Worker } from './worker.type.ts';

/** Only writers may see these fields of workers. */
@Resolver(() => Worker)
class WorkerResolver {
  @FieldResolver(() => [String], { description: 'Model folders that it can read, as registerModel takes them. Needs the scope SCORE.' })
  modelFolders(@Root() { folderNames }: Worker, @Ctx() context: RequestContext): readonly string[] {
    checkScope(context, ApiTokenScope.SCORE);
    return folderNames;
  }
}

/** Fields of workers. */
export const WORKER_RESOLVERS = [
  WorkerResolver,
  listQuery(WORKERS, 'workers', 'Workers, including those that ended within the last month.'),
  ...relations(Worker, { currentJob: optionalRow(JOBS, 'currentJobKey', 'Its current job.') }),
];
