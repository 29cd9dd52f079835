import { areBlocksOnly, DEFAULT_ITERATE_REPAIR, UNIT_KINDS, type UnitKind } from '@lamina/plans';
import { isRandomStrategy, needLosses, searchOf } from '@lamina/strategies';
import { EVALUATE_MODEL, type EvaluateModelPayload } from './evaluate-model.job.ts';
import { jobOf, type KnownJob } from './job-definition.ts';
import { MEASURE_EFFICIENCY, type MeasureEfficiencyPayload } from './measure-efficiency.job.ts';
import { PRUNE_MODEL, type PruneModelPayload } from './prune-model.job.ts';
import { QUANTIZE_MODEL } from './quantize-model.job.ts';
import type { RepairSetting } from './repair-setting.ts';
import { SCORE_MODEL, type ScoreModelPayload } from './score-model.job.ts';
import type { StudyRequest } from './study-request.ts';

/** One job of a study; `needs` are keys of jobs that must finish first, usually because it uses their results. */
export interface PlannedJob extends KnownJob {
  readonly key: string;
  readonly needs: readonly string[];
}

/**
 * The jobs of a study of one revision, inputs first: score → prune → evaluate. The dense evaluation runs in parallel; every pruned model is compared
 * with it. Speed and additional scorings come last, because no other job needs them.
 */
export function planStudy(revisionId: string, request: StudyRequest): readonly PlannedJob[] {
  const { strategies, counts, seeds, benchmarks, protectFirst, protectLast } = request;
  const prune: PruneModelPayload = {
    revisionId,
    strategies,
    counts,
    seeds,
    ...(request.removals === undefined ? {} : { removals: request.removals }),
    ...(choosesOnlyBlocks(request) ? {} : { units: request.units }),
    ...(request.repairs.length === 0 ? {} : { repairs: request.repairs.map((repair) => fillRepair(repair, request)) }),
    ...(protectFirst ? { protectFirst } : {}),
    ...(protectLast ? { protectLast } : {}),
  };
  const evaluate = (subject: EvaluateModelPayload['subject']): EvaluateModelPayload => ({
    ...{ revisionId, subject, benchmarks, bos: request.bos },
    ...(request.limit === undefined ? {} : { limit: request.limit }),
    ...(request.shots === undefined ? {} : { shots: request.shots }),
  });
  return [
    { key: 'score', needs: [], ...jobOf(SCORE_MODEL, planScore(revisionId, request)) },
    { key: 'dense', needs: [], ...jobOf(EVALUATE_MODEL, evaluate('dense')) },
    { key: 'prune', needs: ['score'], ...jobOf(PRUNE_MODEL, prune) },
    { key: 'evaluate', needs: ['prune', 'dense'], ...jobOf(EVALUATE_MODEL, evaluate('prunings')) },
    ...planEfficiency(revisionId, request),
    ...request.precisions.map((precision) => ({
      key: `quantize-${precision}`,
      needs: ['evaluate'],
      ...jobOf(QUANTIZE_MODEL, { revisionId, precision }),
    })),
    ...planSensitivity(revisionId, request),
  ];
}

/** Losses are measured, and searches are run, if a strategy needs them. */
function planScore(revisionId: string, { calibration, window, stride, windows, bos, ...request }: StudyRequest): ScoreModelPayload {
  const { strategies, counts, protectFirst, protectLast, searchPasses: passes, searchSeeds: seeds = [0], searchFitness: fitness } = request;
  const searches = strategies.map(searchOf);
  const most = Math.max(...counts);
  return {
    ...{ revisionId, calibration, window, stride, windows, bos },
    ...(request.until === undefined ? {} : { until: { ...request.until, count: most } }),
    ...(needLosses(strategies) ? { leaveOneOut: true, leaveOneOutUnits: listKinds(request) } : {}),
    ...(searches.includes('greedy') ? { greedy: most } : {}),
    ...(searches.includes('iterative') ? { iterate: most } : {}),
    ...(searches.includes('repaired') && request.units.some(areBlocksOnly)
      ? { iterateRepair: { count: most, kind: request.iterateRepair ?? DEFAULT_ITERATE_REPAIR } }
      : {}),
    ...(searches.includes('evolved') ? { evolve: { counts, passes, seeds, ...(fitness ? { fitness } : {}) } } : {}),
    ...(choosesOnlyBlocks(request) || searches.every((search) => search === null) ? {} : { searchUnits: request.units }),
    ...(protectFirst ? { protectFirst } : {}),
    ...(protectLast ? { protectLast } : {}),
  };
}

/** Kinds of units that a study may remove, in the order of UNIT_KINDS. */
function listKinds({ units }: Pick<StudyRequest, 'units'>): UnitKind[] {
  return UNIT_KINDS.filter((kind) => units.some((set) => set.includes(kind)));
}

function choosesOnlyBlocks(request: Pick<StudyRequest, 'units'>): boolean {
  return areBlocksOnly(listKinds(request));
}

/** A repair of a study reads the text of the study's own scoring, unless it names another one. */
function fillRepair(repair: StudyRequest['repairs'][number], { calibration, window, windows, bos }: StudyRequest): RepairSetting {
  return {
    ...repair,
    calibration: repair.calibration ?? calibration,
    window: repair.window ?? window,
    windows: repair.windows === undefined ? windows : repair.windows,
    bos: repair.bos ?? bos,
  };
}

function planEfficiency(revisionId: string, { efficiency, strategies }: StudyRequest): readonly PlannedJob[] {
  if (!efficiency) return [];
  // One strategy stands for all, with and without repairs. What a search with repairs chose is never measured alone.
  const strategy = strategies.find((name) => !isRandomStrategy(name) && searchOf(name) !== 'repaired');
  return TIMED_BATCHES.map((batch, place) => {
    const payload: MeasureEfficiencyPayload = { revisionId, batches: [batch], ...(strategy === undefined ? {} : { strategy }) };
    const before = TIMED_BATCHES.slice(0, place).map(keyOfEfficiency);
    return { key: keyOfEfficiency(batch), needs: ['evaluate', ...before], ...jobOf(MEASURE_EFFICIENCY, payload) };
  });
}

/** Numbers of texts side by side. Each is a job: a long one would keep a worker from more urgent work, and two at once would disturb each other. */
const TIMED_BATCHES = [1, 8];

function keyOfEfficiency(batch: number): string {
  return `efficiency-${batch}`;
}

function planSensitivity(
  revisionId: string,
  { calibration, window, stride, windows, bos, sensitivity }: StudyRequest,
): readonly PlannedJob[] {
  return sensitivity.map((change, place) => ({
    key: `sensitivity-${place}`,
    needs: ['evaluate'],
    ...jobOf(SCORE_MODEL, {
      revisionId,
      calibration: change.calibration ?? calibration,
      window: change.window ?? window,
      stride: change.stride ?? change.window ?? stride,
      windows: change.windows === undefined ? windows : change.windows,
      bos,
      ...(change.documentPart === undefined ? {} : { documentPart: change.documentPart }),
    }),
  }));
}
