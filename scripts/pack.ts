import { rmSync } from 'node:fs';
import { generateDatabaseClient } from '@lamina/bundle/generate-database-client';
import { DIST } from './pack/archive.ts';
import { packCommandLine } from './pack/pack-command-line.ts';
import { packLibraries } from './pack/pack-libraries.ts';
import { packPlatform } from './pack/pack-platform.ts';
import { packRuntime } from './pack/pack-runtime.ts';

/**
 * Builds the npm packages in dist/, and prints the path of each archive: `lamina-llm` (command line and worker), `@lamina/onnxruntime`, on which it
 * depends, `@lamina/platform` (API and page), on which `lamina serve` depends, and the libraries.
 */
rmSync(DIST, { recursive: true, force: true });
generateDatabaseClient();
for (const path of packLibraries()) process.stdout.write(`${path}\n`);
for (const pack of [packRuntime, packPlatform, packCommandLine]) process.stdout.write(`${await pack()}\n`);
