import type { Database } from '../connection/create-database.ts';
import { type Fence, withFence } from '../jobs/fence.ts';
import { EQUAL_PRUNING } from './pruning-columns.ts';
import type { NewArtefact } from './save-prunings.ts';

/** A model that was written for a stored pruning. */
export interface WrittenPruning {
  readonly pruningId: string;
  readonly artefact: NewArtefact;
  /** How it was compared with its parent; null if it was not. */
  readonly certificate: object | null;
}

/** Stores the written model of a pruning, also at prunings by which other strategies chose the same. Refuses with ATTEMPT_LOST. */
export function saveArtefact(database: Database, fence: Fence, { pruningId, artefact, certificate }: WrittenPruning): Promise<number> {
  return withFence(
    database,
    fence,
    (transaction) => transaction.$executeRaw`
      UPDATE "Pruning" p
      SET "artefactPath" = ${artefact.path}, "artefactSha256" = ${artefact.sha256}, "artefactFiles" = ${JSON.stringify(artefact.files)}::jsonb,
        "plan" = jsonb_set(p."plan", '{certificate}', ${JSON.stringify(certificate)}::jsonb)
      FROM "Pruning" w
      WHERE w."id" = ${pruningId}::uuid AND ${EQUAL_PRUNING}`,
  );
}
