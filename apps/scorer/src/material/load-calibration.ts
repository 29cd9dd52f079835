import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CalibrationText } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { splitDocuments } from '@lamina/models';
import { z } from 'zod';

const facts = z.object({ name: z.string(), source: z.string().default(''), licence: z.string(), description: z.string() });

/** A calibration text, split into documents at blank lines. @throws AppError NOT_FOUND, naming the folders. */
export function loadCalibration(folders: readonly string[], slug: string): { text: CalibrationText; documents: readonly string[] } {
  const folder = /^[a-z0-9-]+$/.test(slug) ? folders.find((path) => existsSync(join(path, `${slug}.txt`))) : undefined;
  if (folder === undefined)
    throw new AppError(
      'NOT_FOUND',
      `no calibration text "${slug}" in ${folders.join(' or ')}; put ${slug}.txt and ${slug}.json into the folder of LAMINA_CALIBRATION_DIR`,
    );
  const content = readFileSync(join(folder, `${slug}.txt`), 'utf8');
  const documents = splitDocuments(content);
  const { name, source, licence, description } = facts.parse(JSON.parse(readFileSync(join(folder, `${slug}.json`), 'utf8')));
  const textSha256 = createHash('sha256').update(content).digest('hex');
  return {
    documents,
    text: {
      slug,
      name,
      source: source === '' ? slug : source,
      licence,
      description,
      textSha256,
      documentCount: documents.length,
      characterCount: content.length,
    },
  };
}
