import { type BuildOptions, build } from 'esbuild';

const FOLDER = 'public/editor';
const MONACO = 'monaco-editor/esm/vs';

/**
 * Builds the editor of the API explorer into `public/editor`: one script, one style sheet, and the editor's web workers. It is most of the site's code
 * and none of its own, and the page's bundler needs half a minute for it; esbuild needs two seconds.
 */
const options = {
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  outdir: FOLDER,
  define: { 'process.env.NODE_ENV': '"production"' },
  loader: { '.ttf': 'dataurl' },
  logLevel: 'warning',
} as const satisfies BuildOptions;

await Promise.all([
  build({ ...options, entryPoints: { main: 'features/explorer/editor/main.tsx' } }),
  build({
    ...options,
    entryPoints: {
      'editor.worker': `${MONACO}/editor/editor.worker.js`,
      'json.worker': `${MONACO}/language/json/json.worker.js`,
      'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
    },
  }),
]);
