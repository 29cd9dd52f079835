import { fileURLToPath } from 'node:url';
import { tsImport } from 'tsx/esm/api';

// Decorators need a compiler, and tsx reads its settings from the current folder. The explicit path makes the settings independent of that folder.
await tsImport('./serve.ts', { parentURL: import.meta.url, tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) });
