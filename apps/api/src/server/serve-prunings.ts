import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Database } from '@lamina/database';
import { AppError } from '@lamina/errors';
import express, { type Router } from 'express';
import { parseGlobalId } from '../data/global-id.ts';
import { type StoredArtefactFile, storedArtefactFiles } from '../nouns/pruning/stored-artefact-file.ts';
import { sendStoredFile } from './send-stored-file.ts';

/** The files of one pruning do not change, but caches that other people use must not keep what needed a token. */
const CACHE_CONTROL = 'private, max-age=31536000, immutable';

/**
 * Serves the files of pruned models below /prunings/<id>/<path>, with ranges and digests. Only files that the database lists are read from disk; a link, and
 * a file of another size than its worker wrote, are refused.
 *
 * @param folder the model store, which workers and API processes share.
 */
export function servePrunings(database: Database, folder: string): Router {
  const router = express.Router();
  router.get('/:id/*path', async (request, response) => {
    const { id, path } = request.params as unknown as { id: string; path: readonly string[] };
    const { artefactPath, file } = await getFile(database, parseGlobalId(id, 'Pruning'), path.join('/'));
    const root = await checkOnDisk(folder, artefactPath, file);
    await sendStoredFile(response, {
      root,
      path: file.path,
      sha256: file.sha256,
      // Weights and graphs are data: browsers must not guess a type from their content.
      headers: { 'Cache-Control': CACHE_CONTROL, 'Content-Type': 'application/octet-stream' },
    });
  });
  return router;
}

async function getFile(database: Database, key: string, path: string): Promise<{ artefactPath: string; file: StoredArtefactFile }> {
  const row = await database.prisma.pruning.findUnique({ where: { id: key }, select: { artefactPath: true, artefactFiles: true } });
  if (row === null) throw new AppError('NOT_FOUND', 'This pruning does not exist. Query `prunings` for the existing ones.');
  if (row.artefactPath === null || row.artefactFiles === null)
    throw new AppError('NOT_FOUND', 'No written model is stored for this pruning, only its plan. `lamina prune` writes it.');
  const file = storedArtefactFiles.parse(row.artefactFiles).find((candidate) => candidate.path === path);
  if (file === undefined) throw new AppError('NOT_FOUND', 'This pruning has no such file. Query its `artefact { files { path } }`.');
  return { artefactPath: row.artefactPath, file };
}

/** The folder of the artefact. @throws AppError NOT_FOUND, FORBIDDEN for a link, CONFLICT for another size. */
async function checkOnDisk(folder: string, artefactPath: string, { path, bytes }: StoredArtefactFile): Promise<string> {
  const root = join(await realpath(folder).catch(() => folder), artefactPath);
  const wanted = join(root, path);
  const found = await realpath(wanted).catch(() => null);
  if (found === null)
    throw new AppError(
      'NOT_FOUND',
      'The model store of this server does not have the file. The worker that wrote it has it in its LAMINA_DATA_DIR: share that folder with the API.',
    );
  if (found !== wanted || !wanted.startsWith(`${root}${sep}`))
    throw new AppError('FORBIDDEN', 'The file in the model store is a link to another place, which is not served.');
  const { size } = await stat(found);
  if (size !== bytes)
    throw new AppError(
      'CONFLICT',
      `The file in the model store has ${size} bytes instead of ${bytes}: it was changed or is incomplete. Prune the model again.`,
    );
  return root;
}
