import type { MetricName } from '@lamina/metrics';

/** How a group computes one metric from those of its tasks. */
export interface GroupMetric {
  readonly metric: MetricName;
  /** The filters for which it is computed; null: all filters that the tasks report. */
  readonly filters: readonly string[] | null;
  /** Whether tasks are weighted by their documents or equally. */
  readonly isWeightedBySize: boolean;
}

/** Tasks that are reported together. */
export interface TaskGroup {
  readonly name: string;
  readonly version: string;
  /** Its tasks and subgroups; metrics are computed over all contained tasks. */
  readonly members: readonly string[];
  readonly metrics: readonly GroupMetric[];
}
