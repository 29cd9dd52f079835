import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RECORDING_FILE } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { z } from 'zod';

const ORIGIN = z.object({ recordedAt: z.string(), device: z.string() });

/** When a recording was measured, ISO 8601, and on which processors. */
export type RecordingOrigin = z.output<typeof ORIGIN>;

/** @throws AppError FILE_NOT_FOUND for a folder that is no recording */
export function readRecordingOrigin(folder: string): RecordingOrigin {
  const file = join(folder, RECORDING_FILE);
  if (!existsSync(file)) throw new AppError('FILE_NOT_FOUND', `${folder} is no recording: it has no ${RECORDING_FILE}`);
  return ORIGIN.parse(JSON.parse(readFileSync(file, 'utf8')));
}
