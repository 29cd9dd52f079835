import { PUBLISHED_REMOVALS } from '@lamina/benchmarks';
import { Args, Query, Resolver } from 'type-graphql';
import type { Connection } from '../../paging/create-connection-type.ts';
import { listPublishedResults } from './list-published-results.ts';
import { PublishedRemoval } from './published-removal.type.ts';
import { PublishedResult, PublishedResultConnection } from './published-result.type.ts';
import { PublishedResultListArgs } from './published-result-list.args.ts';

/** Numbers from papers. */
@Resolver(() => PublishedResult)
export class PublishedResultResolver {
  @Query(() => [PublishedRemoval], { description: 'The layers that papers removed, in their own order.' })
  publishedRemovals(): readonly PublishedRemoval[] {
    return PUBLISHED_REMOVALS;
  }

  @Query(() => PublishedResultConnection, { description: 'Numbers from papers, one per table cell, to be shown beside measured ones.' })
  publishedResults(@Args(() => PublishedResultListArgs) args: PublishedResultListArgs): Connection<PublishedResult> {
    return listPublishedResults(args);
  }
}
