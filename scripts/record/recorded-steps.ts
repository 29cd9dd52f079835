import { EVALUATE_MODEL, jobOf, type KnownJob, PRUNE_MODEL, SCORE_MODEL } from '@lamina/jobs';
import { STRATEGY } from '@lamina/plans';
import type { RecordedModel } from './recorded-models.ts';

/** A part of the recording of one model. */
export interface RecordedStep {
  /** Unique per model. Jobs of a step that have succeeded are not run again. */
  readonly name: string;
  /** Steps of lower stages are taken first, over all models: a recording that ends early holds the more important steps. */
  readonly stage: number;
  readonly work:
    | { readonly kind: 'score'; readonly calibration: string }
    | { readonly kind: 'dense' }
    | {
        readonly kind: 'remove';
        readonly strategies: readonly string[];
        readonly counts: readonly number[];
        readonly needsScores: boolean;
      };
}

/** The text whose scores choose layers. */
export const CHOOSING_TEXT = 'austen';

/** The benchmarks, 200 documents each, each a job of its own, so that several workers share them. */
const BENCHMARKS = ['openbookqa', 'winogrande', 'commonsense_qa', 'arc_easy', 'austen_text'];
const LIMIT = 200;
const SEEDS = [0, 1, 2, 3, 4];

/** The steps of one model. */
export function listSteps({ counts }: RecordedModel): readonly RecordedStep[] {
  const byControl = [...counts].sort((a, b) => Math.abs(a - 3) - Math.abs(b - 3));
  const score = (calibration: string) => ({ kind: 'score', calibration }) as const;
  return [
    { name: `score ${CHOOSING_TEXT}`, stage: 0, work: score(CHOOSING_TEXT) },
    { name: 'dense', stage: 0, work: { kind: 'dense' } },
    // The middle counts first.
    ...[counts.slice(2), counts.slice(0, 2)].map(
      (part, place) =>
        ({
          name: `block influence ${part.join()}`,
          stage: 1 + place,
          work: { kind: 'remove', strategies: [STRATEGY.blockInfluence], counts: part, needsScores: true },
        }) as const,
    ),
    { name: 'score wikipedia-passages', stage: 3, work: score('wikipedia-passages') },
    ...byControl.map((count, place) => ({
      name: `control ${count}`,
      stage: 4 + place,
      work: { kind: 'remove', strategies: [STRATEGY.randomInner], counts: [count], needsScores: false } as const,
    })),
    {
      name: 'other strategies',
      stage: 4 + counts.length,
      work: {
        kind: 'remove',
        strategies: [STRATEGY.relativeMagnitude, STRATEGY.angularSpan, STRATEGY.reverse, STRATEGY.sequential],
        counts,
        needsScores: true,
      },
    },
  ];
}

export function scoreJob(revisionId: string, calibration: string): KnownJob {
  return jobOf(SCORE_MODEL, { revisionId, calibration, window: 256, stride: 256, windows: null, bos: 'auto' });
}

/** One job per benchmark; without prunings, of the whole model. */
export function evaluateJobs(revisionId: string, pruningIds?: readonly string[]): readonly KnownJob[] {
  const subject = pruningIds === undefined ? { subject: 'dense' as const } : { subject: 'prunings' as const, pruningIds: [...pruningIds] };
  return BENCHMARKS.map((benchmark) =>
    jobOf(EVALUATE_MODEL, { revisionId, ...subject, benchmarks: [benchmark], limit: LIMIT, bos: 'auto' }),
  );
}

export function pruneJob(
  { revisionId, scoreRunId }: { readonly revisionId: string; readonly scoreRunId: string | null },
  { strategies, counts }: { readonly strategies: readonly string[]; readonly counts: readonly number[] },
): KnownJob {
  const chosenBy = scoreRunId === null ? {} : { scoreRunId };
  return jobOf(PRUNE_MODEL, { revisionId, ...chosenBy, strategies: [...strategies], counts: [...counts], seeds: SEEDS });
}
