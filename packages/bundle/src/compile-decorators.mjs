// For tests, benches and generators, which run the sources: Node strips types and knows no decorators, so esbuild compiles the API as for its bundle.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';

const SETTINGS = {
  loader: 'ts',
  format: 'esm',
  target: 'node24',
  sourcemap: 'inline',
  tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
};

registerHooks({
  load(url, context, next) {
    if (!/\/apps\/api\/src\/.*\.ts(\?|$)/.test(url)) return next(url, context);
    const path = fileURLToPath(url);
    const { code } = transformSync(readFileSync(path, 'utf8'), { ...SETTINGS, sourcefile: path });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
