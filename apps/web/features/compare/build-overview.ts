import { averageIndependent, HEADLINE_OF_KIND, type IndependentResult } from '@lamina/metrics';
import type { ComparedModelFactsFragment } from '../../generated/graphql.ts';
import type { Recorded } from '../recording/recorded.ts';
import { type ComparedSpeed, chooseSpeeds } from './choose-speeds.ts';
import { type CompareEntry, listMembers } from './compare-entry.ts';
import type { DenseEvaluation, Retention } from './load-comparison.ts';

type BoardRow = Retention['nodes'][number];

/** What a reader wants to know first of a model. */
export interface OverviewRow extends Recorded {
  readonly model: ComparedModelFactsFragment;
  /** Accuracy of the whole model by benchmark. */
  readonly dense: ReadonlyMap<string, IndependentResult>;
  /** Its mean over the shared benchmarks; null without results. */
  readonly denseAverage: number | null;
  readonly denseStandardError: number | null;
  /** Its pruning at the chosen share; null if none is evaluated. */
  readonly pruned: BoardRow | null;
  /** Null if it was not measured. */
  readonly speed: ComparedSpeed | null;
}

export interface Overview {
  readonly rows: readonly OverviewRow[];
  /** The benchmarks of any model. */
  readonly benchmarks: readonly string[];
  /** The benchmarks of all models that have results: averages over different benchmarks are not comparable. */
  readonly shared: readonly string[];
}

/** Quality, retention and speed of every compared model, each once. */
export function buildOverview(entries: readonly CompareEntry[], retention: Retention, evaluations: readonly DenseEvaluation[]): Overview {
  const metricOf = new Map(retention.nodes.flatMap(({ cells }) => cells.map(({ benchmark, metric }) => [benchmark, metric] as const)));
  const chosen = evaluations.filter(
    ({ benchmark: { name, kind }, metric }) =>
      kind === 'MULTIPLE_CHOICE' && metric === (metricOf.get(name) ?? HEADLINE_OF_KIND['multiple-choice']),
  );
  const members = listMembers(entries).map((model) => {
    const whole = chosen.filter((one) => one.model.slug === model.slug);
    const pruned = retention.nodes.find((row) => row.model.slug === model.slug) ?? null;
    const dense = new Map(whole.map((one) => [one.benchmark.name, one] as const));
    return { model, dense, pruned, recording: (pruned ?? whole[0])?.recording ?? null };
  });
  const benchmarks = [...new Set(chosen.map(({ benchmark }) => benchmark.name))].sort();
  const evaluated = members.filter(({ dense }) => dense.size > 0);
  const shared = benchmarks.filter((name) => evaluated.every(({ dense }) => dense.has(name)));
  const speeds = chooseSpeeds(new Map(retention.nodes.map(({ model, pruning }) => [model.slug, pruning.efficiencies.nodes])));
  const rows = members.map((member): OverviewRow => {
    const results = shared.map((name) => member.dense.get(name) ?? { value: null, standardError: null });
    const { average, standardError } = averageIndependent(results);
    return { ...member, denseAverage: average, denseStandardError: standardError, speed: speeds.get(member.model.slug) ?? null };
  });
  return { rows, benchmarks, shared };
}
