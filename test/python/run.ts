import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { checkClient } from './check-client.ts';
import { prepareClientPython } from './prepare-python.ts';

/** The Python client alone. Ends with the line `N passed, N failed`. */
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'lamina');
const python = prepareClientPython(cache, resolve('clients/python'));
if (typeof python === 'string') {
  process.stdout.write(`skipped: ${python}\n\n0 passed, 0 failed\n`);
  process.exit(0);
}
const { passed, failed } = await checkClient(python.bin);
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
