import { AppError } from '@lamina/errors';
import { choosesRepaired, isRandomStrategy, requestSearches } from '@lamina/strategies';
import type { KnownJob } from './job-definition.ts';
import { jobOf } from './job-definitions.ts';
import { EVALUATE_MODEL } from './jobs/evaluate-model.job.ts';
import { MEASURE_EFFICIENCY } from './jobs/measure-efficiency.job.ts';
import { PRUNE_MODEL } from './jobs/prune-model.job.ts';
import { QUANTIZE_MODEL } from './jobs/quantize-model.job.ts';
import { ROUND_UNITS } from './jobs/round-units.job.ts';
import { SCORE_MODEL } from './jobs/score-model.job.ts';
import type { StudyRequest } from './study-request.ts';

/** One job of a study; `needs` are keys of jobs that must finish first, usually because it uses their results. */
export interface PlannedJob extends KnownJob {
  readonly key: string;
  readonly needs: readonly string[];
}

/** Numbers of texts side by side. Each is a job: a long one would keep a worker from more urgent work, and two at once would disturb each other. */
const TIMED_BATCHES = [1, 8];

/**
 * The jobs of a study of one revision, inputs first: score → prune → evaluate. The dense evaluation runs in parallel; every pruned model is compared
 * with it. Roundings, speed and quantized forms come last, because no other job needs them.
 */
export function planStudy(revisionId: string, request: StudyRequest): readonly PlannedJob[] {
  const { texts, reading, benchmarks, limit, shots, bos, precisions } = request;
  const evaluation = { revisionId, texts, reading, benchmarks, limit, shots, bos };
  return [
    { key: 'score', needs: [], ...planScore(revisionId, request) },
    { key: 'dense', needs: [], ...jobOf(EVALUATE_MODEL, { ...evaluation, subject: 'dense' }) },
    { key: 'prune', needs: ['score'], ...planPrune(revisionId, request) },
    { key: 'evaluate', needs: ['prune', 'dense'], ...jobOf(EVALUATE_MODEL, { ...evaluation, subject: 'prunings' }) },
    ...planRoundings(revisionId, request),
    ...planEfficiency(revisionId, request),
    ...precisions.map((precision) => ({
      key: `quantize-${precision}`,
      needs: ['evaluate'],
      ...jobOf(QUANTIZE_MODEL, { revisionId, precision }),
    })),
  ];
}

/** Searches are run if a strategy needs them. */
function planScore(revisionId: string, request: StudyRequest): KnownJob<typeof SCORE_MODEL> {
  const { until, strategies, counts, units, ...options } = request;
  return jobOf(SCORE_MODEL, {
    ...options,
    revisionId,
    until: until && { ...until, count: Math.max(...counts) },
    searches: requestSearches(strategies, { sets: units, counts }),
  });
}

/** A repair of a study reads the text of the study's own scoring, unless it names another one. */
function planPrune(revisionId: string, request: StudyRequest): KnownJob<typeof PRUNE_MODEL> {
  const { calibration, window, windows, bos, repairs, ...choice } = request;
  const { strategies, counts, seeds, removals, vocabularies, types, combinations, units, protectFirst, protectLast } = choice;
  return jobOf(PRUNE_MODEL, {
    revisionId,
    strategies,
    counts,
    seeds,
    removals,
    vocabularies,
    types,
    combinations,
    units,
    protectFirst,
    protectLast,
    repairs: repairs.map((repair) => ({
      ...repair,
      calibration: repair.calibration ?? calibration,
      window: repair.window ?? window,
      windows: repair.windows ?? windows,
      bos: repair.bos ?? bos,
    })),
  });
}

/** Roundings read the first text of the study. @throws AppError BAD_USER_INPUT for a study without a text */
function planRoundings(revisionId: string, { roundings, texts: [text] }: StudyRequest): readonly PlannedJob[] {
  if (roundings.length === 0) return [];
  if (text === undefined)
    throw new AppError('BAD_USER_INPUT', `the study rounds units to ${roundings.join(', ')}, but names no text; name one in texts`);
  return [{ key: 'roundings', needs: ['evaluate'], ...jobOf(ROUND_UNITS, { revisionId, types: roundings, text }) }];
}

function planEfficiency(revisionId: string, request: StudyRequest): readonly PlannedJob[] {
  const { efficiency, strategies } = request;
  if (!efficiency) return [];
  // One strategy represents all, with and without repairs. The result of a search with repairs is never measured alone.
  const strategy = strategies.find((name) => !isRandomStrategy(name) && !choosesRepaired(name));
  const keyOf = (batch: number): string => `efficiency-${batch}`;
  return TIMED_BATCHES.map((batch, place) => ({
    key: keyOf(batch),
    needs: ['evaluate', ...TIMED_BATCHES.slice(0, place).map(keyOf)],
    ...jobOf(MEASURE_EFFICIENCY, { revisionId, batches: [batch], strategy }),
  }));
}
