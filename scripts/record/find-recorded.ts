import type { Database } from '@lamina/database';
import { STRATEGY } from '@lamina/plans';
import { type RecordedStep, TIMED_COUNTS } from './recorded-steps.ts';

/** The run of a revision's scores on a text that came with a recording. */
export async function findRecordedScores({ prisma }: Database, revisionId: string, calibration: string): Promise<string | undefined> {
  const found = await prisma.scoreRun.findFirst({
    where: { revisionId, recordingId: { not: null }, calibrationConfig: { calibrationSet: { slug: calibration } } },
    select: { id: true },
  });
  return found?.id;
}

/** A step that removes units, and the job that has chosen them. */
export interface RemovedStep {
  readonly revisionId: string;
  readonly jobId: string;
  readonly work: Extract<RecordedStep['work'], { readonly kind: 'remove' }>;
}

/** Prunings of a step: the job stores those that no recording brought. */
export async function listPruningIds({ prisma }: Database, { revisionId, jobId, work }: RemovedStep): Promise<readonly string[]> {
  const { strategies, counts, units = ['block'], repairs } = work;
  const recorded = {
    recordingId: { not: null },
    strategy: { in: [...strategies] },
    removedCount: { in: [...counts] },
    units: { equals: [...units] },
    repairKind: repairs === undefined ? null : { in: [...repairs] },
  };
  const prunings = await prisma.pruning.findMany({ where: { revisionId, OR: [{ jobId }, recorded] }, select: { id: true } });
  return prunings.map(({ id }) => id);
}

/** Removals by influence whose speed is measured. */
export async function listTimedIds({ prisma }: Database, revisionId: string): Promise<readonly string[]> {
  const prunings = await prisma.pruning.findMany({
    where: { revisionId, strategy: STRATEGY.blockInfluence, removedCount: { in: TIMED_COUNTS }, repairKind: null },
    orderBy: { id: 'asc' },
    select: { id: true, units: true },
  });
  return prunings.filter(({ units }) => !units.includes('mlp')).map(({ id }) => id);
}

/** Whether the speed of a revision came with a recording. */
export async function hasRecordedSpeed({ prisma }: Database, revisionId: string): Promise<boolean> {
  return (await prisma.efficiency.count({ where: { revisionId, recordingId: { not: null } } })) > 0;
}

/** The revision of a model's quantized form. */
export async function getQuantizedRevision({ prisma }: Database, modelId: string, precision: string): Promise<string> {
  const forms = await prisma.model.findMany({ where: { derivedFromId: modelId }, select: { currentRevisionId: true, quantization: true } });
  const found = forms.find(({ quantization }) => (quantization as { readonly precision?: string } | null)?.precision === precision);
  if (!found?.currentRevisionId) throw new Error(`model ${modelId} has no form in ${precision}`);
  return found.currentRevisionId;
}
