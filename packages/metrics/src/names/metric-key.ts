/** The filter of results whose answers are read as they are; lm-evaluation-harness' name for it. */
export const NO_FILTER = 'none';

/** A benchmark's metric and the filter that read the answers. */
export interface FilteredMetric<Metric extends string = string> {
  readonly metric: Metric;
  readonly filter: string;
}

/** The name under which a metric is stored: `exact_match,strict-match`; the metric alone where no filter read the answers. */
export function metricKeyOf({ metric, filter }: FilteredMetric): string {
  return filter === NO_FILTER ? metric : `${metric},${filter}`;
}

/** The metric and the filter in such a name. */
export function splitMetricKey(key: string): FilteredMetric {
  const comma = key.indexOf(',');
  return comma === -1 ? { metric: key, filter: NO_FILTER } : { metric: key.slice(0, comma), filter: key.slice(comma + 1) };
}
