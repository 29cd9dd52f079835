import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { bundleOptions } from '@lamina/bundle/options';
import { build } from 'esbuild';

/**
 * Bundles programs into a folder. Others start them by their paths, so each also stands at the same relative path as its source, as a file that imports
 * its bundle.
 *
 * @param programs paths of the sources below the repository's root, each with the name of its bundle
 */
export async function bundlePrograms(programs: Readonly<Record<string, string>>, folder: string): Promise<void> {
  const placeOf = (path: string): string => `joinHere(import.meta.dirname, ${JSON.stringify(toJavaScript(path))})`;
  await build({
    ...bundleOptions(placeOf),
    entryPoints: Object.entries(programs).map(([path, name]) => ({ in: path, out: name })),
    outdir: folder,
    minifySyntax: true,
    minifyWhitespace: true,
  });
  for (const [path, name] of Object.entries(programs)) {
    const program = join(folder, toJavaScript(path));
    mkdirSync(dirname(program), { recursive: true });
    writeFileSync(program, `import '${relative(dirname(program), join(folder, `${name}.mjs`))}';\n`);
  }
}

function toJavaScript(path: string): string {
  return path.replace(/\.ts$/, '.mjs');
}
