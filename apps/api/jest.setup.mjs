import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { register } from 'tsx/esm/api';

// Decorators need a compiler, as in src/main.ts.
register({ tsconfig: fileURLToPath(new URL('tsconfig.json', import.meta.url)) });

// Test files name what they use. Jest's own module works only in its virtual environment; here the same functions are global.
const globals = new URL('jest.globals.mjs', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) => (specifier === '@jest/globals' ? { url: globals, shortCircuit: true } : next(specifier, context)),
});
