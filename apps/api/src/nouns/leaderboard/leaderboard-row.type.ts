import { Float, Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import type { Connection, Edge } from '../../paging/create-connection-type.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { RankInterval } from '../../paging/interval.type.ts';
import { PageInfo } from '../../paging/page-info.type.ts';
import { Strategy } from '../vocabulary/removal.ts';

@outputType('One benchmark of one leaderboard row.')
export class LeaderboardCell {
  @field(String, 'Name of the benchmark.') readonly benchmark!: string;
  @field(String, 'Name of the metric.') readonly metric!: string;
  @nullable(Float, 'Value of the dense model; null if it is not measured yet.') readonly denseValue!: number | null;
  @field(Float, 'Value of the pruned model.') readonly value!: number;
  @nullable(Float, 'Standard error of the value.') readonly standardError!: number | null;
  @nullable(Float, 'Value ÷ dense value.') readonly retention!: number | null;
  @nullable(Float, 'Standard error of the retention, paired.') readonly retentionStandardError!: number | null;
  @field(Boolean, 'Whether it judges the choice: it can show a loss of the model.')
  readonly judges!: boolean;
}

@nodeType('One model at one removed ratio. Its id identifies the model under these settings.')
export class LeaderboardRow extends Node {
  readonly modelKey!: string;
  readonly pruningKey!: string;

  @field([LeaderboardCell], 'Retention on each measured benchmark, by name.')
  readonly cells!: readonly LeaderboardCell[];
  @nullable(Float, 'Mean retention over the multiple-choice benchmarks; null until all of them judge the choice.')
  readonly averageRetention!: number | null;
  @nullable(Float, 'Standard error of the mean retention; benchmarks are treated as independent.')
  readonly averageRetentionStandardError!: number | null;
  @nullable(Float, 'The largest loss over all texts, as in answers: 0.05 = 5 % more perplexity; null if it was measured on none.')
  readonly textLoss!: number | null;
  @nullable(String, 'The text of that loss.') readonly worstText!: string | null;
  @field(
    Int,
    'Number of layers that the removed ratio allows. A row whose pruning removes fewer layers is not ranked, because a smaller share is easier to keep.',
  )
  readonly allowedCount!: number;
  @nullable(
    Int,
    'Rank by average retention, starting at 1, among all rows that remove as many layers as the ratio allows; null for other rows and for rows without an average.',
  )
  readonly rank!: number | null;
  @nullable(RankInterval, 'Interval of ranks that pairwise differences at 95 % do not exclude.')
  readonly rankInterval!: RankInterval | null;
  @nullable(Int, 'Tie group: rows that do not differ significantly (95 %) from the best row of their group; 1 = the leading group.')
  readonly tieGroup!: number | null;
}

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
  @nullable(String, 'Protocol of the evaluations; null if there are none.') readonly lane!: string | null;
  @field([String], 'Protocols with evaluations of such prunings: recorded ones first, then by size.')
  readonly lanes!: readonly string[];
  @nullable(Strategy, 'Strategy of the prunings; null = the best strategy of each model.') readonly strategy!: Strategy | null;
  @field(Float, 'Maximum removed share.') readonly removedRatio!: number;
  @field([String], 'Names of the multiple-choice benchmarks in the average.') readonly benchmarks!: readonly string[];
}
