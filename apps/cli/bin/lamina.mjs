#!/usr/bin/env node
import { fileURLToPath, pathToFileURL } from 'node:url';
import { handOver, isNodeRecent } from './hand-over.mjs';

if (isNodeRecent()) {
  const { findBundled, SOURCES_COMPILED } = await import('@lamina/bundle');
  // Older versions of Node lack it.
  const { enableCompileCache } = await import('node:module');
  const { path, compiled } = await findBundled('apps/cli/src/main.ts');
  enableCompileCache(compiled);
  // biome-ignore lint/style/noProcessEnv: processes that it starts run from the sources
  process.env.NODE_COMPILE_CACHE ??= SOURCES_COMPILED;
  await import(pathToFileURL(path).href);
} else handOver(fileURLToPath(import.meta.url));
