import { compareWithDense, type MetricComparison, type TaskEvaluation } from '@lamina/benchmarks';

/** A metric of an evaluation. @throws Error if it has none. */
export function getMetric(evaluation: TaskEvaluation | undefined, metric: string): number {
  const found = evaluation?.metrics.find((candidate) => candidate.metric === metric);
  if (!found) throw new Error(`${evaluation?.task ?? 'an evaluation that is missing'} has no ${metric}`);
  return found.value;
}

/** The paired comparison of one metric. @throws Error if an evaluation is missing or has no such metric. */
export function compareMetric(before: TaskEvaluation | undefined, after: TaskEvaluation | undefined, metric: string): MetricComparison {
  const found = before && after && compareWithDense(before, after).find((comparison) => comparison.metric === metric);
  if (!found) throw new Error(`${after?.task ?? 'an evaluation that is missing'} has no ${metric} to compare`);
  return found;
}
