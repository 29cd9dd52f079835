import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CalibrationText } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { z } from 'zod';

const facts = z.object({ name: z.string(), licence: z.string(), description: z.string() });

/** A calibration text with its documents; a blank line stands between two. @throws AppError NOT_FOUND, naming the file. */
export function loadCalibration(folder: string, slug: string): { text: CalibrationText; documents: readonly string[] } {
  const path = join(folder, `${slug}.txt`);
  if (!/^[a-z0-9-]+$/.test(slug) || !existsSync(path))
    throw new AppError('NOT_FOUND', `no calibration text "${slug}" (${path}); put ${slug}.txt and ${slug}.json there`);
  const content = readFileSync(path, 'utf8');
  const documents = content
    .split(/\n\s*\n/)
    .map((document) => document.trim())
    .filter((document) => document !== '');
  const { name, licence, description } = facts.parse(JSON.parse(readFileSync(join(folder, `${slug}.json`), 'utf8')));
  const textSha256 = createHash('sha256').update(content).digest('hex');
  return {
    documents,
    text: { slug, name, licence, description, textSha256, documentCount: documents.length, characterCount: content.length },
  };
}
