#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { handOver, isNodeRecent } from './hand-over.mjs';

if (isNodeRecent()) {
  (await import('node:module')).enableCompileCache();
  await import('../main.mjs');
} else handOver(fileURLToPath(import.meta.url));
