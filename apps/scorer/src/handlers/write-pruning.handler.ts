import { getRevision, listPrunings, saveArtefact } from '@lamina/database';
import { AppError, getAt } from '@lamina/errors';
import type { WritePruningPayload } from '@lamina/jobs';
import { holdsRepair } from '@lamina/metrics';
import { changeOf } from '@lamina/plans';
import type { HandlerContext } from '../context/handler-context.ts';
import { locateModel } from '../material/locate-model.ts';
import { folderOfPruning } from '../prunings/folder-of-pruning.ts';
import { getStoredRepair, loadStoredRepair } from '../prunings/repair-calibration.ts';
import { writeModels } from '../prunings/write-models.ts';

/**
 * Writes the model of a stored pruning into the model store; its repair is solved again as it was measured. Where the format of the model has no place
 * for the repair, the written model is ONNX.
 */
export async function writePruningHandler({ pruningId }: WritePruningPayload, context: HandlerContext): Promise<void> {
  const { database, fence, folders } = context;
  const [pruning] = await listPrunings(database, { ids: [pruningId] });
  if (pruning === undefined)
    throw new AppError('NOT_FOUND', `There is no pruning ${pruningId}; it was deleted after this job was submitted.`);
  const { remove, strategy, precision, keepVocabulary } = pruning;
  const revision = await getRevision(database, pruning.revisionId);
  const repair = pruning.repair && getStoredRepair(pruning.repair);
  const loaded = repair && loadStoredRepair(repair, folders.calibrations);
  const path = folderOfPruning(revision, { remove, repair, precision, keepVocabulary });
  const written = await writeModels(
    [
      {
        model: await locateModel(revision.location, context),
        change: { ...changeOf(remove, loaded?.repair), precision, keepVocabulary },
        strategy,
        path,
        heldOut: loaded?.heldOut,
        // Only some types of a GGUF file hold a repair.
        format: loaded === null || (revision.format !== 'gguf' && holdsRepair(revision.format, loaded.repair.kind)) ? undefined : 'onnx',
      },
    ],
    context,
  );
  const { graphSha256, files, certificate } = getAt(written, 0);
  await saveArtefact(database, fence, { pruningId, artefact: { path, sha256: graphSha256, files }, certificate });
}
