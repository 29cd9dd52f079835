import { Float, Int } from 'type-graphql';
import type { Connection, Edge } from '../../paging/create-connection-type.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { PageInfo } from '../../paging/page-info.type.ts';
import { PruningLane } from '../vocabulary/pruning-lane.ts';
import { RemovalAxis } from '../vocabulary/removal-axis.ts';
import { RepairKind } from '../vocabulary/repair-kind.ts';
import { Strategy } from '../vocabulary/strategy.ts';
import { UnitKind } from '../vocabulary/unit-kind.ts';
import { LeaderboardRow } from './leaderboard-row.type.ts';

@outputType('One row of the leaderboard.')
class LeaderboardEdge implements Edge<LeaderboardRow> {
  @field(String, 'Opaque position of this row; it stays valid while rows are added.') readonly cursor!: string;
  @field(LeaderboardRow, 'The row.') readonly node!: LeaderboardRow;
}

@outputType('A page of the leaderboard, with its settings.')
export class LeaderboardConnection implements Omit<Connection<LeaderboardRow>, 'countRows'> {
  @field([LeaderboardEdge], 'The rows with their cursors.') readonly edges!: readonly LeaderboardEdge[];
  @field([LeaderboardRow], 'The rows without cursors.') readonly nodes!: readonly LeaderboardRow[];
  @field(PageInfo, 'Position of this page in the whole list.') readonly pageInfo!: PageInfo;
  @field(Int, 'How many rows the filter matches, over all pages.') readonly totalCount!: number;
  @nullable(String, 'Lane of the evaluations; null if there are none.') readonly lane!: string | null;
  @field([String], 'All lanes that hold evaluations of prunings, largest first.') readonly lanes!: readonly string[];
  @nullable(Strategy, 'Strategy of the prunings; null = the best strategy of each model.') readonly strategy!: Strategy | null;
  @nullable(PruningLane, 'Lane of the prunings; null = all lanes in one list.') readonly pruningLane!: PruningLane | null;
  @field([UnitKind], 'Kinds of units that could be removed.') readonly units!: readonly UnitKind[];
  @nullable(RepairKind, 'Repair of the prunings; null = any of the lane.') readonly repair!: RepairKind | null;
  @field(Float, 'Maximum removed share.') readonly removedRatio!: number;
  @field(RemovalAxis, 'What the share refers to.') readonly axis!: RemovalAxis;
  @field([String], 'Names of the multiple-choice benchmarks in the average.') readonly benchmarks!: readonly string[];
}
