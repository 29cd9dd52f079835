import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../../..');

/** Where bundles are kept, each in a folder of its own. */
export const CACHE = join(ROOT, 'node_modules/.cache/lamina');

/** Which bundle to use, and what it was made from. */
export const MANIFEST = join(CACHE, 'bundle.json');
