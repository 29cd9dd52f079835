import { cpSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { archive, DIST, listNativeLibraries, versionOf } from './archive.ts';
import { bundlePrograms } from './bundle-programs.ts';
import { runProgram } from './run-program.ts';

const FOLDER = join(DIST, 'platform');
const EXPLORER = '@graphql-yoga/render-graphiql';
/** Tables of papers. */
const PUBLISHED = ['results', 'removals'].map((name) => `apps/api/src/nouns/published-result/published-${name}.csv`);
/** Needed to build the page or to find errors in it, not to serve it. */
const NOT_SERVED = /\.next\/(cache|dev|diagnostics|types|trace.*|turbopack)$|\.(map|nft\.json)$/;

/**
 * Packs `@lamina/platform`: the API as one bundle, the built page, the documentation that the page shows, and the recorded measurements. The page's
 * framework is its dependency.
 */
export async function packPlatform(): Promise<string> {
  await bundlePrograms({ 'apps/api/src/main.ts': 'api' }, FOLDER);
  cpSync('apps/api/schema.graphql', join(FOLDER, 'apps/api/schema.graphql'));
  await copyPage();
  cpSync('docs', join(FOLDER, 'docs'), { recursive: true, filter: (path) => !['decisions', 'images'].includes(basename(path)) });
  // The API is ready once the database has all migrations.
  for (const path of ['models/recorded', 'models/published', 'prisma', ...PUBLISHED]) cpSync(path, join(FOLDER, path), { recursive: true });
  cpSync('scripts/pack/platform.md', join(FOLDER, 'README.md'));
  return archive(FOLDER, {
    name: '@lamina/platform',
    description: 'API and page of Lamina, which `lamina serve` starts.',
    dependencies: {
      ...Object.fromEntries(['next', 'react', 'react-dom'].map((name) => [name, versionOf(name, 'apps/web')])),
      [EXPLORER]: versionOf(EXPLORER, 'apps/api'),
      ...listNativeLibraries(),
    },
  });
}

async function copyPage(): Promise<void> {
  runProgram('turbo', ['run', 'build', '--filter=@lamina/web', '--output-logs=errors-only', '--no-update-notifier']);
  const page = join(FOLDER, 'apps/web');
  mkdirSync(page, { recursive: true });
  cpSync('apps/web/.next', join(page, '.next'), { recursive: true, filter: (path) => !NOT_SERVED.test(path) });
  await build({ entryPoints: ['apps/web/next.config.ts'], outfile: join(page, 'next.config.mjs'), format: 'esm' });
}
