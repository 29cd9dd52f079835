import type { StudyResult } from './read-study.ts';

/** A study for a person: every strategy at every count with what it keeps and what the control says. */
export function describeStudy({ model, blocks, comparison, prunings }: StudyResult): string {
  const { metric, benchmarks, steps } = comparison;
  const lines = steps.flatMap(({ removedCount, control, results }) => [
    `  without ${removedCount} of ${blocks} blocks${control === null ? '' : `; random inner blocks keep ${control.mean.toFixed(3)} (${control.low.toFixed(3)} to ${control.high.toFixed(3)}, ${control.draws} draws)`}`,
    ...results.map(({ strategy, removed, retention, retentionStandardError, verdict }) => {
      const error = retentionStandardError === null ? '' : ` ± ${retentionStandardError.toFixed(3)}`;
      return `    ${strategy.padEnd(20)} ${retention.toFixed(3)}${error}  ${verdict.replaceAll('-', ' ')}${removed === null ? '' : `  (${removed.join(', ')})`}`;
    }),
  ]);
  return [`${model}: retention of ${metric} over ${benchmarks.join(', ')}; ${prunings.length} removals`, ...lines].join('\n');
}
