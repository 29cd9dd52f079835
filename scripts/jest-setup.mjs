import { registerHooks } from 'node:module';

// Test files name what they use. Jest's own module works only in its virtual environment; here the same functions are global.
const globals = import.meta.resolve('./jest-globals.mjs');
registerHooks({
  resolve: (specifier, context, next) => (specifier === '@jest/globals' ? { url: globals, shortCircuit: true } : next(specifier, context)),
});
