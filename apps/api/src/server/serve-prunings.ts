import type { Database } from '@lamina/database';
import { AppError } from '@lamina/errors';
import type { ModelFile, ModelStore } from '@lamina/model-store';
import express, { type Router } from 'express';
import { parseGlobalId } from '../data/global-id.ts';
import { storedArtefactFiles } from '../nouns/pruning/stored-artefact-file.ts';
import { sendStoredFile } from './send-stored-file.ts';

/** The files of one pruning do not change, but caches that other people use must not keep what needed a token. */
const CACHE_CONTROL = 'private, max-age=31536000, immutable';

/**
 * Serves the files of pruned models below /prunings/<id>/<path>, with ranges and digests. Only files that the database lists are read from the model store,
 * and it refuses a file of another size than its worker wrote.
 */
export function servePrunings(database: Database, store: ModelStore): Router {
  const router = express.Router();
  router.get('/:id/*path', async (request, response) => {
    const { id, path } = request.params as unknown as { id: string; path: readonly string[] };
    const { artefactPath, file } = await getFile(database, parseGlobalId(id, 'Pruning'), path.join('/'));
    const read = await store.open(artefactPath, file);
    // Weights and graphs are data: browsers must not guess a type from their content.
    await sendStoredFile(request, response, { ...file, read, type: 'application/octet-stream', cacheControl: CACHE_CONTROL });
  });
  return router;
}

async function getFile(database: Database, key: string, path: string): Promise<{ artefactPath: string; file: ModelFile }> {
  const row = await database.prisma.pruning.findUnique({ where: { id: key }, select: { artefactPath: true, artefactFiles: true } });
  if (row === null) throw new AppError('NOT_FOUND', 'This pruning does not exist. Query `prunings` for the existing ones.');
  if (row.artefactPath === null || row.artefactFiles === null)
    throw new AppError('NOT_FOUND', 'No written model is stored for this pruning, only its plan. `lamina prune` writes it.');
  const file = storedArtefactFiles.parse(row.artefactFiles).find((candidate) => candidate.path === path);
  if (file === undefined) throw new AppError('NOT_FOUND', 'This pruning has no such file. Query its `artefact { files { path } }`.');
  return { artefactPath: row.artefactPath, file };
}
