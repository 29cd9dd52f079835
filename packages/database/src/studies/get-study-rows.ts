import { type DocumentAnswers, listEvaluationPairs } from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';
import { findHeadline, isScore } from '@lamina/metrics';
import type { Change, Unit } from '@lamina/plans';
import type {
  Benchmark,
  CalibrationConfig,
  CalibrationSet,
  Efficiency,
  Evaluation,
  Layer,
  LayerScore,
  ModelRevision,
  Pruning,
  Rounding,
  ScoreRun,
  TextEvaluation,
} from '../../generated/client.ts';
import type { Database } from '../connection/create-database.ts';
import { documentAnswers } from '../evaluations/document-answers.ts';
import type { PruningRepair } from '../prunings/pruning-columns.ts';

/** A scoring with its layers in order and the text that it read. */
export interface ScoreRunRow extends ScoreRun {
  readonly layerScores: readonly LayerScore[];
  readonly calibrationConfig: CalibrationConfig & { readonly calibrationSet: CalibrationSet };
}

/** An evaluation and its benchmark. */
export interface EvaluationRow extends Evaluation {
  readonly benchmark: Benchmark;
}

/** A pruning with its columns of JSON. */
interface ChangedRow extends Omit<Pruning, 'change' | 'order'> {
  readonly change: Change<PruningRepair>;
  readonly order: readonly Unit[];
}

/** A pruning with the text whose scores chose its units; null where no scores chose them. */
interface PruningRow extends ChangedRow {
  readonly scoreRun: { readonly calibrationConfig: { readonly calibrationSet: Pick<CalibrationSet, 'slug'> } } | null;
}

/** A measurement of speed; its pruning is null for the whole model. */
export interface EfficiencyRow extends Efficiency {
  readonly pruning: ChangedRow | null;
}

/** Everything that the jobs of a study have stored, and the model that it is about. */
export interface StudyRows {
  readonly slug: string;
  readonly request: unknown;
  readonly revision: ModelRevision & { readonly layers: readonly Layer[] };
  readonly scoreRuns: readonly ScoreRunRow[];
  /** Those with the fewest layers first. */
  readonly prunings: readonly PruningRow[];
  /** The evaluations of the whole model and of the prunings, never imported ones. */
  readonly evaluations: readonly EvaluationRow[];
  /** Losses of the whole model and of the prunings. */
  readonly textEvaluations: readonly TextEvaluation[];
  /** Sorted by type and unit, in the order of the layers. */
  readonly roundings: readonly Rounding[];
  readonly efficiencies: readonly EfficiencyRow[];
  /** The answers of all these evaluations by the headline metric of a benchmark, if it is a score. */
  readonly answers: readonly DocumentAnswers[];
}

/** The rows of a study, the oldest of each table first. Refuses with NOT_FOUND. */
export async function getStudyRows({ prisma }: Database, studyId: string): Promise<StudyRows> {
  const study = await prisma.study.findUnique({ where: { id: studyId }, include: { model: true } });
  if (study === null) throw new AppError('NOT_FOUND', `There is no study ${studyId}.`);
  const { slug, currentRevisionId } = study.model;
  if (currentRevisionId === null) throw new AppError('NOT_FOUND', `The model "${slug}" of study ${studyId} has no revision.`);
  const revision = await prisma.modelRevision.findUniqueOrThrow({
    where: { id: currentRevisionId },
    include: { layers: { orderBy: { index: 'asc' } } },
  });
  const scoreRuns = await prisma.scoreRun.findMany({
    where: { studyId },
    orderBy: { id: 'asc' },
    include: { layerScores: { orderBy: { layerIndex: 'asc' } }, calibrationConfig: { include: { calibrationSet: true } } },
  });
  const prunings = (await prisma.pruning.findMany({
    where: { studyId },
    orderBy: [{ removedCount: 'asc' }, { id: 'desc' }],
    include: { scoreRun: { select: { calibrationConfig: { select: { calibrationSet: { select: { slug: true } } } } } } },
  })) as unknown as readonly PruningRow[];
  const pruningIds = prunings.map(({ id }) => id);
  const evaluations = await prisma.evaluation.findMany({
    where: { revisionId: revision.id, importId: null, OR: [{ pruningId: null }, { pruningId: { in: pruningIds } }] },
    orderBy: { id: 'asc' },
    include: { benchmark: true },
  });
  const textEvaluations = await prisma.textEvaluation.findMany({
    where: { revisionId: revision.id, OR: [{ pruningId: null }, { pruningId: { in: pruningIds } }] },
    orderBy: [{ text: 'asc' }, { id: 'asc' }],
  });
  const roundings = await prisma.rounding.findMany({
    where: { revisionId: revision.id, job: { studyId } },
    orderBy: [{ type: 'asc' }, { unit: 'asc' }, { layerIndex: 'asc' }],
  });
  const efficiencies = (await prisma.efficiency.findMany({
    where: { job: { studyId } },
    orderBy: { id: 'asc' },
    include: { pruning: true },
  })) as unknown as readonly EfficiencyRow[];
  const measured = evaluations.map(({ id, denseId, metric }) => ({ key: id, denseKey: denseId, metric }));
  const headlines = listHeadlines(evaluations);
  const pairs = listEvaluationPairs(measured.filter(({ metric }) => headlines.has(metric)));
  const answers = await prisma.$queryRaw<DocumentAnswers[]>(documentAnswers(pairs));
  return { slug, request: study.request, revision, scoreRuns, prunings, evaluations, textEvaluations, roundings, efficiencies, answers };
}

/** The headline metrics of the benchmarks that are scores. */
function listHeadlines(evaluations: readonly EvaluationRow[]): ReadonlySet<string> {
  const byBenchmark = Map.groupBy(evaluations, ({ benchmark }) => benchmark.name);
  // A benchmark whose metrics are all of other kinds has none.
  const headlines = [...byBenchmark.values()].flatMap((cells) => findHeadline(cells)?.metric ?? []);
  return new Set(headlines.filter(isScore));
}
