import { Args, Query, Resolver } from 'type-graphql';
import type { FilterIn, OrderIn } from '../../paging/computed-list.ts';
import { type Connection, createConnectionType } from '../../paging/create-connection-type.ts';
import { createListArgs, type ListArgs } from '../../paging/list-args.ts';
import { PUBLISHED, PUBLISHED_ROWS, REMOVAL_ROWS } from './published-result.list.ts';
import { PublishedRemoval, PublishedResult } from './published-result.type.ts';

const PublishedResultConnection = createConnectionType('PublishedResult', PublishedResult);
const PublishedResultListArgs = createListArgs(PUBLISHED.Filter, PUBLISHED.Order, 'by paper, table, model and method');

/** Numbers from papers. */
@Resolver()
class PublishedResultResolver {
  @Query(() => [PublishedRemoval], { description: 'The layers that papers and repositories removed.' })
  publishedRemovals(): readonly PublishedRemoval[] {
    return REMOVAL_ROWS;
  }

  @Query(() => PublishedResultConnection, { description: 'Numbers from papers, one per table cell, for comparison with measured numbers.' })
  publishedResults(
    @Args(() => PublishedResultListArgs) args: ListArgs<FilterIn<typeof PUBLISHED>, OrderIn<typeof PUBLISHED>>,
  ): Connection<PublishedResult> {
    const rows = PUBLISHED.filterRows(PUBLISHED_ROWS, args.filter);
    return { ...PUBLISHED.pageRows(rows, args), countRows: async () => rows.length };
  }
}

/** Root fields of published results. */
export const PUBLISHED_RESULT_RESOLVERS = [PublishedResultResolver];
