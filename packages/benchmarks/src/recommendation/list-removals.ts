import type { RepairKind } from '@lamina/metrics';
import { type CommandRepair, createRemoval, keyOfRemoval, type Removal, type UnitKind } from '@lamina/plans';
import type { StrategyName } from '@lamina/strategies';
import {
  findLoss,
  type LossCell,
  type LossGap,
  listHeadlines,
  listLossBenchmarks,
  type MeasuredLoss,
  nameOtherMetric,
} from './find-loss.ts';

/** How the removed blocks of a pruning are replaced. */
export type StoredRepair = Omit<CommandRepair, 'format'> & { readonly kind: RepairKind };

/** An evaluated pruning with its results in one lane. */
export interface StoredPruning {
  readonly key: string;
  readonly strategy: StrategyName;
  /** Short name of the calibration text whose scores chose the units; null for strategies that read no scores, and where it is not known. */
  readonly chosenOn: string | null;
  /** Whole removed blocks. */
  readonly removed: readonly number[];
  readonly removedAttention: readonly number[];
  readonly removedMlp: readonly number[];
  /** Those of the removed units, less those that a repair adds. */
  readonly removedParameters: number;
  /** What the caches of one text grow by with each token; null where the graph does not say. */
  readonly cacheBytesPerToken: number | null;
  /** What replaces the removed blocks; null = nothing. */
  readonly repair: StoredRepair | null;
  readonly cells: readonly LossCell[];
}

/** One removal, alone or with a repair, and all prunings that have it: several strategies may choose the same one. */
export interface StoredRemoval {
  /** The newest pruning with a known loss. */
  readonly pruningKey: string;
  readonly pruningKeys: readonly string[];
  readonly removal: Removal;
  readonly repair: StoredRepair | null;
  readonly strategies: readonly StrategyName[];
  /** The texts whose scores led to it, newest pruning first. */
  readonly chosenOn: readonly string[];
  readonly removedCount: number;
  /** Kinds of the removed units. */
  readonly units: readonly UnitKind[];
  readonly removedParameters: number;
  readonly cacheBytesPerToken: number | null;
}

/** A loss on a mean over benchmarks that is not the limited one. */
export interface OtherLoss {
  /** AVERAGE_METRIC or PERPLEXITY_METRIC. */
  readonly metric: string;
  readonly benchmarks: readonly string[];
  readonly loss: MeasuredLoss;
}

/** A removal with a known loss. */
export type KnownRemoval = StoredRemoval & { readonly loss: MeasuredLoss; readonly otherLoss: OtherLoss | null };

/** The removals of a model's prunings: those with a known loss, and others. */
export interface StoredRemovals {
  /** The benchmarks of the loss; empty if no pruning has any. */
  readonly benchmarks: readonly string[];
  readonly candidates: readonly KnownRemoval[];
  readonly gaps: readonly (StoredRemoval & { readonly gap: LossGap })[];
}

/**
 * Groups prunings by their removed units and their repair, and computes the loss of each on the metric.
 * @param prunings newest first
 * @param metric AVERAGE_METRIC, PERPLEXITY_METRIC or the name of a benchmark
 * @param units removals of other kinds of units are excluded; null = none are
 */
export function listRemovals(
  prunings: readonly StoredPruning[],
  { metric, units }: { readonly metric: string; readonly units: readonly UnitKind[] | null },
): StoredRemovals {
  const read = prunings
    .map((pruning) => ({ pruning, headlines: listHeadlines(pruning.cells), removal: toRemoval(pruning) }))
    .filter(({ removal }) => units === null || removal.every(({ kind }) => units.includes(kind)));
  const all = read.map(({ headlines }) => headlines);
  const benchmarks = listLossBenchmarks(all, metric);
  const otherMetric = nameOtherMetric(all, benchmarks);
  const others = listLossBenchmarks(all, otherMetric);
  const measured = read.map(({ headlines, ...rest }) => ({
    ...rest,
    loss: findLoss(headlines, benchmarks),
    other: findLoss(headlines, others),
  }));
  const candidates: KnownRemoval[] = [];
  const gaps: (StoredRemoval & { readonly gap: LossGap })[] = [];
  for (const group of Map.groupBy(measured, keyOfMeasured).values()) {
    const chosen = group.find(({ loss }) => typeof loss !== 'string') ?? group[0];
    if (chosen === undefined) continue;
    const { pruning, removal, loss, other } = chosen;
    const stored = {
      pruningKey: pruning.key,
      pruningKeys: group.map((one) => one.pruning.key),
      removal,
      repair: pruning.repair,
      strategies: [...new Set(group.map((one) => one.pruning.strategy))],
      chosenOn: [...new Set(group.map((one) => one.pruning.chosenOn).filter((text) => text !== null))],
      removedCount: removal.length,
      units: [...new Set(removal.map(({ kind }) => kind))],
      removedParameters: pruning.removedParameters,
      cacheBytesPerToken: pruning.cacheBytesPerToken,
    };
    if (typeof loss === 'string') gaps.push({ ...stored, gap: loss });
    else {
      const otherLoss = typeof other === 'string' ? null : { metric: otherMetric, benchmarks: others, loss: other };
      candidates.push({ ...stored, loss, otherLoss });
    }
  }
  return { benchmarks, candidates, gaps };
}

function keyOfMeasured({ removal, pruning }: { readonly removal: Removal; readonly pruning: StoredPruning }): string {
  return JSON.stringify([keyOfRemoval(removal), pruning.repair]);
}

function toRemoval({ removed, removedAttention, removedMlp }: StoredPruning): Removal {
  return createRemoval({ blocks: removed, attention: removedAttention, mlp: removedMlp });
}
