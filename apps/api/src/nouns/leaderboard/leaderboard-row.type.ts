import { Float, Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { RankInterval } from '../../paging/interval.type.ts';
import { ControlComparison } from '../strategy-comparison/control-comparison.type.ts';

@outputType('One benchmark of one leaderboard row.')
export class LeaderboardCell {
  @field(String, 'Name of the benchmark.') readonly benchmark!: string;
  @field(String, 'Name of the metric.') readonly metric!: string;
  @nullable(Float, 'Value of the dense model; null when it is not measured yet.') readonly denseValue!: number | null;
  @nullable(Float, 'Value of the pruned model; null when it is not measured yet.') readonly value!: number | null;
  @nullable(Float, 'Standard error of the value.') readonly standardError!: number | null;
  @nullable(Float, 'Value / dense value; for perplexity above 1 is a loss.') readonly retention!: number | null;
  @nullable(Float, 'Standard error of the retention, paired.') readonly retentionStandardError!: number | null;
}

@nodeType('One model at one removed ratio. Its id stands for the model under these settings.')
export class LeaderboardRow extends Node {
  /** The model's key in the database; the API shows only `id`. */
  readonly modelKey!: string;
  readonly pruningKey!: string;
  readonly revisionKey!: string;
  readonly lane!: string;

  @field([LeaderboardCell], 'Retention on each benchmark, by name; perplexity texts included.') readonly cells!: readonly LeaderboardCell[];
  @nullable(Float, 'Mean retention over the multiple-choice benchmarks; null until all are measured.')
  readonly averageRetention!: number | null;
  @nullable(Float, 'Standard error of the mean retention, benchmarks taken as independent.')
  readonly averageRetentionStandardError!: number | null;
  @nullable(Float, 'Pruned / dense perplexity, geometric mean over perplexity texts; 1 = nothing lost.')
  readonly perplexityRatio!: number | null;
  @nullable(
    Float,
    'Largest share of layers (by blocks) whose removal was measured to keep the average retention at or above minimumRetention; 0 when none does.',
  )
  readonly removableShare!: number | null;
  @nullable(Float, 'The same as removableShare.', {
    deprecationReason: 'removableShare is the word: what can be removed was measured; a redundancy is what scores say.',
  })
  readonly redundancyShare!: number | null;
  @field(
    Int,
    'Layers that may go at the removed ratio. A row whose pruning removes fewer is not ranked: it would be compared at a smaller share.',
  )
  readonly allowedCount!: number;
  @nullable(
    ControlComparison,
    'Its average retention beside that of random-inner removals of as many layers; null without an average and for random-inner itself.',
  )
  readonly control!: ControlComparison | null;
  @field(Float, 'Share of the benchmarks in the average that are measured, 0 to 1; 1 = the row has an average.')
  readonly completeness!: number;
  @nullable(
    Int,
    'Rank from 1 by average retention, over the rows of the whole list that remove as many layers as the ratio allows; null for others, and without an average.',
  )
  readonly rank!: number | null;
  @nullable(RankInterval, 'Ranks from 1 that pairwise differences at 95 % do not rule out.') readonly rankInterval!: RankInterval | null;
  @nullable(Int, 'Rows of one group cannot be told from the best row of their group at 95 %; 1 = the leading group.')
  readonly tieGroup!: number | null;
}
