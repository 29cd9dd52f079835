import { join } from 'node:path';
import { register } from 'tsx/esm/api';

// Decorators need a compiler, as in src/main.ts.
register({ tsconfig: join(import.meta.dirname, 'tsconfig.json') });
