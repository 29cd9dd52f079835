import type { Database } from '@lamina/database';
import type { RecordedStep } from './recorded-steps.ts';

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
