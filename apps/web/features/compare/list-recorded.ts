import type { Recorded } from '../recording/recorded.ts';
import type { ComparisonData } from './load-comparison.ts';

/** Everything that a comparison shows and that may come from a recording: prunings, whole models and scores. */
export function listRecorded({ retention, dense, result }: Pick<ComparisonData, 'retention' | 'dense' | 'result'>): Recorded[] {
  return [
    // Without a lane nothing is evaluated.
    ...(retention?.nodes ?? []),
    ...dense,
    // Scores that do not compare are not shown.
    ...(result?.models.map(({ scoreRun }) => scoreRun) ?? []),
  ];
}
