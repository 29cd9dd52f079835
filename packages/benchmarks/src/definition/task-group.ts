import type { MetricName } from '@lamina/metrics';

/** How a group forms one metric from those of its tasks. */
export interface GroupMetric {
  readonly metric: MetricName;
  /** The filters it is formed for; null: all the tasks report it for. */
  readonly filters: readonly string[] | null;
  /** Whether a task counts by its documents or every task the same. */
  readonly isWeightedBySize: boolean;
}

/** Tasks reported together. */
export interface TaskGroup {
  readonly name: string;
  readonly version: string;
  /** Tasks and groups it holds; metrics are formed over the tasks at the leaves. */
  readonly members: readonly string[];
  readonly metrics: readonly GroupMetric[];
}
