import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';

/**
 * The folder of the API, the page and the recorded measurements: the repository, or the package @lamina/platform that npm installs beside the command
 * line.
 */
export function locatePlatform(): string {
  if (extname(import.meta.filename) === '.ts') return join(import.meta.dirname, '../../..');
  return dirname(createRequire(import.meta.url).resolve('@lamina/platform/package.json'));
}
