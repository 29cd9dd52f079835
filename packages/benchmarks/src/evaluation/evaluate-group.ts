import { AppError } from '@lamina/errors';
import type { TaskGroup } from '../definition/task-group.ts';
import type { MetricValue, TaskEvaluation } from './task-evaluation.ts';

/** A model's result on a group of tasks. */
export interface GroupEvaluation {
  readonly group: string;
  readonly version: string;
  readonly metrics: readonly MetricValue[];
  /** Total documents of its tasks. */
  readonly sampleCount: number;
  /** Names of the included tasks. */
  readonly tasks: readonly string[];
}

/**
 * Computes a group's metrics from its tasks. Weighted by documents: score Σ n·score / Σ n and standard error sqrt(Σ (n−1)·n·se² / (Σ n − k) / Σ n).
 * Unweighted: the mean of the scores and sqrt(Σ se²) / k. There is no standard error if a task has none. Tasks that lack a metric are left out of it.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/api/group.py and lm_eval/api/metrics.py (pooled_sample_stderr, unweighted_mean_stderr).
 * @param evaluations one per task of the group and its subgroups
 * @throws AppError BAD_USER_INPUT when there are none
 */
export function evaluateGroup(group: TaskGroup, evaluations: readonly TaskEvaluation[]): GroupEvaluation {
  if (evaluations.length === 0)
    throw new AppError('BAD_USER_INPUT', `Group ${group.name} has no evaluated tasks; evaluate its tasks first.`);
  const metrics = group.metrics.flatMap(({ metric, filters, isWeightedBySize }) => {
    const found = evaluations.flatMap((each) => each.metrics.filter((value) => value.metric === metric));
    const wanted = filters ?? [...new Set(found.map(({ filter }) => filter))].sort();
    return wanted.flatMap((filter) => {
      const parts = evaluations.flatMap(({ metrics: values, sampleCount }) => {
        const value = values.find((each) => each.metric === metric && each.filter === filter);
        return value === undefined ? [] : [{ ...value, n: sampleCount }];
      });
      return parts.length === 0 ? [] : [{ metric, filter, ...(isWeightedBySize ? pool(parts) : average(parts)) }];
    });
  });
  const sampleCount = evaluations.reduce((total, each) => total + each.sampleCount, 0);
  return { group: group.name, version: group.version, metrics, sampleCount, tasks: evaluations.map(({ task }) => task) };
}

interface Part {
  readonly value: number;
  readonly standardError: number | null;
  readonly n: number;
}
type Parts = readonly Part[];
/** A part with an error of its own. */
type MeasuredPart = Part & { readonly standardError: number };
type Combined = Pick<MetricValue, 'value' | 'standardError'>;

function pool(parts: Parts): Combined {
  const total = sumOf(parts, ({ n }) => n);
  const value = sumOf(parts, (part) => part.n * part.value) / total;
  if (!parts.every(isMeasured)) return { value, standardError: null };
  const variance = sumOf(parts, ({ n, standardError }) => (n - 1) * n * standardError ** 2) / (total - parts.length);
  return { value, standardError: Math.sqrt(variance / total) };
}

function average(parts: Parts): Combined {
  const value = sumOf(parts, (part) => part.value) / parts.length;
  if (!parts.every(isMeasured)) return { value, standardError: null };
  return { value, standardError: Math.sqrt(sumOf(parts, ({ standardError }) => standardError ** 2)) / parts.length };
}

function isMeasured(part: Part): part is MeasuredPart {
  return part.standardError !== null;
}

function sumOf<Each extends Part>(parts: readonly Each[], of: (part: Each) => number): number {
  return parts.reduce((total, part) => total + of(part), 0);
}
