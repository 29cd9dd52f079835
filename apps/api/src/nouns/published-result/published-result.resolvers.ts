import { PUBLISHED_REMOVALS } from '@lamina/benchmarks';
import { Args, Float, Int, Query, Resolver } from 'type-graphql';
import type { FilterIn, OrderIn } from '../../paging/computed-list.ts';
import { type Connection, createConnectionType } from '../../paging/create-connection-type.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { createListArgs, type ListArgs } from '../../paging/list-args.ts';
import { PUBLISHED, PUBLISHED_ROWS } from './published-result.list.ts';
import { PublishedResult } from './published-result.type.ts';

const PublishedResultConnection = createConnectionType('PublishedResult', PublishedResult);
const PublishedResultListArgs = createListArgs(PUBLISHED.Filter, PUBLISHED.Order, 'by paper, table, model and method');

@outputType('The layers that a paper removed from a model, as printed; never measured here.')
class PublishedRemoval {
  @field(String, 'The paper.') readonly paper!: string;
  @field(String, 'Address of the paper.') readonly url!: string;
  @field(String, 'The table that contains the list.') readonly table!: string;
  @field(String, 'The model, as the paper names it.') readonly model!: string;
  @nullable(String, 'What chose the layers, as in the tables of the paper; null if it was not transcribed.')
  readonly method!: string | null;
  @nullable(String, 'The repair after each removal, which changes the next choice; null if layers were only removed.')
  readonly repair!: string | null;
  @field(Int, 'Layers of the dense model.') readonly blockCount!: number;
  @field([Int], 'The removed layers, 0-based: most redundant first, or ascending if the paper gives a set.')
  readonly order!: readonly number[];
  @field(Boolean, 'Whether the order is that of the paper; false for a set.') readonly isOrdered!: boolean;
  @nullable(Float, 'Share removed as the paper prints it; null if it prints counts only.') readonly printedRatio!: number | null;
  @field(String, 'What the list or the printed ratio includes or leaves out, and other inconsistencies.') readonly note!: string;
}

/** Numbers from papers. */
@Resolver()
class PublishedResultResolver {
  @Query(() => [PublishedRemoval], { description: 'The layers that papers removed.' })
  publishedRemovals(): readonly PublishedRemoval[] {
    return PUBLISHED_REMOVALS;
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
