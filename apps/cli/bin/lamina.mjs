#!/usr/bin/env node
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { handOver, isNodeRecent } from './hand-over.mjs';

if (isNodeRecent()) {
  const { loadBundle } = await import('../bundle/load-bundle.mjs');
  const main = (await loadBundle()) ?? join(import.meta.dirname, '../src/main.ts');
  await import(pathToFileURL(main).href);
} else handOver(fileURLToPath(import.meta.url));
