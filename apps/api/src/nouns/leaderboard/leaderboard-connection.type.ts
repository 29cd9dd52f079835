import { Float, Int } from 'type-graphql';
import type { Connection, Edge } from '../../paging/create-connection-type.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { PageInfo } from '../../paging/page-info.type.ts';
import { RemovalAxis } from '../vocabulary/removal-axis.ts';
import { Strategy } from '../vocabulary/strategy.ts';
import { LeaderboardRow } from './leaderboard-row.type.ts';

@outputType('One row of the leaderboard.')
class LeaderboardEdge implements Edge<LeaderboardRow> {
  @field(String, 'Opaque place of this row: stable while rows are added around it.') readonly cursor!: string;
  @field(LeaderboardRow, 'The row.') readonly node!: LeaderboardRow;
}

@outputType('A page of the leaderboard, with the settings that made it.')
export class LeaderboardConnection implements Omit<Connection<LeaderboardRow>, 'countRows'> {
  @field([LeaderboardEdge], 'The rows with their cursors.') readonly edges!: readonly LeaderboardEdge[];
  @field([LeaderboardRow], 'The rows alone.') readonly nodes!: readonly LeaderboardRow[];
  @field(PageInfo, 'Where this page stands in the whole list.') readonly pageInfo!: PageInfo;
  @field(Int, 'How many rows the filter matches, over all pages.') readonly totalCount!: number;
  @nullable(String, 'Lane of the evaluations; null when there are none.') readonly lane!: string | null;
  @field([String], 'All lanes that hold evaluations of prunings, largest first.') readonly lanes!: readonly string[];
  @nullable(Strategy, 'Strategy of the prunings; null = best of all.') readonly strategy!: Strategy | null;
  @field(Float, 'Share removed at most.') readonly removedRatio!: number;
  @field(RemovalAxis, 'What that is a share of.') readonly axis!: RemovalAxis;
  @field([String], 'Names of the multiple-choice benchmarks in the average.') readonly benchmarks!: readonly string[];
}
