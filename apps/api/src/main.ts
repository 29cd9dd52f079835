import { fileURLToPath } from 'node:url';
import { tsImport } from 'tsx/esm/api';

// Decorators need a compiler, and tsx takes its settings from the folder it is started in: named here, they are right from any folder.
await tsImport('./serve.ts', { parentURL: import.meta.url, tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) });
