import { join } from 'node:path';
import { AppError } from '@lamina/errors';
import { readRangeOf } from '@lamina/model-store';
import express, { type RequestHandler, type Router } from 'express';
import type { ReleaseService } from '../nouns/release/release.service.ts';
import { sendStoredFile } from './send-stored-file.ts';

/** A release never changes, so clients may cache a file for a year. */
const CACHE_CONTROL = 'public, max-age=31536000, immutable';

/** Serves the files of releases below /releases/<version>/, each with its digest. Only files that the release lists are read from disk. */
export function serveReleases(releases: ReleaseService, folder: string): Router {
  const router = express.Router();
  const serveFile: RequestHandler<{ version: string; name: string }> = async (request, response) => {
    const { version, name } = request.params;
    const release = await releases.findRelease(version);
    const file = release?.files.find((candidate) => candidate.name === name);
    if (release === null) throw new AppError('NOT_FOUND', 'This release does not exist. Query `releases` for the existing ones.');
    if (file === undefined) throw new AppError('NOT_FOUND', `Release ${version} has no such file. Query its files for the existing ones.`);
    const read = readRangeOf(join(folder, version, name));
    await sendStoredFile(request, response, {
      ...file,
      path: name,
      read,
      type: name,
      cacheControl: CACHE_CONTROL,
      modifiedAt: release.cut,
    });
  };
  router.get('/:version/:name', serveFile);
  return router;
}
