import { EVALUATE_MODEL, jobOf, type KnownJob, MEASURE_EFFICIENCY, PRUNE_MODEL, type RepairSetting, SCORE_MODEL } from '@lamina/jobs';
import { REPAIR_KINDS, type RepairKind } from '@lamina/metrics';
import { STRATEGY, type UnitKind } from '@lamina/plans';
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
    /** Speed of the whole model and of removals by influence, while no other job runs. */
    | { readonly kind: 'speed' }
    | {
        readonly kind: 'remove';
        readonly strategies: readonly string[];
        readonly counts: readonly number[];
        readonly needsScores: boolean;
        /** Kinds of units to remove; default: whole layers. */
        readonly units?: readonly UnitKind[];
        /** Repairs of each removal, beside the removal alone. */
        readonly repairs?: readonly RepairKind[];
      };
}

/** The text whose scores choose layers. */
export const CHOOSING_TEXT = 'austen';

/** The text on which repairs are solved: neither the one that chooses layers nor of a benchmark's author. */
const REPAIR_TEXT = 'wikipedia-passages';
/** Its shortest passage has fewer than 256 tokens. */
const REPAIR_WINDOW = 128;

/** The benchmarks, 200 documents each, each a job of its own, so that several workers share them. */
const BENCHMARKS = ['openbookqa', 'winogrande', 'commonsense_qa', 'arc_easy', 'austen_text'];
const LIMIT = 200;
const SEEDS = [0, 1, 2, 3, 4];

/** The last stage before speed is measured. */
const LAST_OF_FIRST_PART = 4;

/** Removals whose speed is measured: as many blocks, and as many attentions. */
export const TIMED_COUNTS = [3, 5];

/** The steps of one model: each part begins when the one before has ended for all models. */
export interface RecordedParts {
  readonly first: readonly RecordedStep[];
  readonly speed: RecordedStep;
  readonly rest: readonly RecordedStep[];
}

export function listParts(model: RecordedModel): RecordedParts {
  const steps = listSteps(model);
  return {
    first: steps.filter(({ stage }) => stage <= LAST_OF_FIRST_PART),
    speed: { name: 'speed', stage: 0, work: { kind: 'speed' } },
    rest: steps.filter(({ stage }) => stage > LAST_OF_FIRST_PART),
  };
}

/** The steps that run beside each other. */
function listSteps({ counts, refusedRepairs }: RecordedModel): readonly RecordedStep[] {
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
    { name: `attention influence ${counts.join()}`, stage: 4, work: removeHalves('attention', counts) },
    repairsOf(3, { stage: 5, refused: refusedRepairs }),
    repairsOf(5, { stage: 6, refused: refusedRepairs }),
    { name: `MLP influence ${counts.join()}`, stage: 7, work: removeHalves('mlp', counts) },
    ...byControl.map((count, place) => ({
      name: `control ${count}`,
      stage: 8 + place,
      work: { kind: 'remove', strategies: [STRATEGY.randomInner], counts: [count], needsScores: false } as const,
    })),
    {
      name: 'other strategies',
      stage: 8 + counts.length,
      work: {
        kind: 'remove',
        strategies: [STRATEGY.relativeMagnitude, STRATEGY.angularSpan, STRATEGY.reverse, STRATEGY.sequential],
        counts,
        needsScores: true,
      },
    },
  ];
}

function removeHalves(kind: UnitKind, counts: readonly number[]): RecordedStep['work'] {
  return { kind: 'remove', strategies: [STRATEGY.blockInfluence], counts, needsScores: true, units: [kind] };
}

function repairsOf(count: number, { stage, refused }: { readonly stage: number; readonly refused: readonly RepairKind[] }): RecordedStep {
  const repairs = REPAIR_KINDS.filter((kind) => kind !== 'none' && !refused.includes(kind));
  return {
    name: ['repairs of', count, ...refused.map((kind) => `without ${kind}`)].join(' '),
    stage,
    work: { kind: 'remove', strategies: [STRATEGY.blockInfluence], counts: [count], needsScores: true, repairs },
  };
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

export function speedJob(revisionId: string, pruningIds: readonly string[]): KnownJob {
  return jobOf(MEASURE_EFFICIENCY, { revisionId, pruningIds: [...pruningIds], batches: [1] });
}

export function pruneJob(
  { revisionId, scoreRunId }: { readonly revisionId: string; readonly scoreRunId: string | null },
  { strategies, counts, units, repairs }: Extract<RecordedStep['work'], { kind: 'remove' }>,
): KnownJob {
  return jobOf(PRUNE_MODEL, {
    ...{ revisionId, strategies: [...strategies], counts: [...counts], seeds: SEEDS },
    ...(scoreRunId === null ? {} : { scoreRunId }),
    ...(units === undefined ? {} : { units: [[...units]] }),
    ...(repairs === undefined ? {} : { repairs: repairs.map(repairBy) }),
  });
}

function repairBy(kind: RepairKind): RepairSetting {
  return { kind, calibration: REPAIR_TEXT, window: REPAIR_WINDOW, windows: null, bos: 'auto', tokenRule: 'all' };
}
