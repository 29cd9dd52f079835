import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { register } from 'tsx/esm/api';

// Decorators need a compiler, as in src/main.ts.
register({ tsconfig: join(import.meta.dirname, 'tsconfig.json') });

// Test files name what they use. Jest's own module works only in its virtual environment; here the same functions are global.
const globals = import.meta.resolve('./jest.globals.mjs');
registerHooks({
  resolve: (specifier, context, next) => (specifier === '@jest/globals' ? { url: globals, shortCircuit: true } : next(specifier, context)),
});
