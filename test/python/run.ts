import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { endSuite, skipSuite } from '../../scripts/count-line.ts';
import { checkClient } from './check-client.ts';
import { prepareClientPython } from './prepare-python.ts';

/** The Python client alone. Ends with the line `N passed, N failed`. */
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'lamina');
const python = prepareClientPython(cache, resolve('clients/python'));
if (typeof python === 'string') skipSuite(python);
endSuite(await checkClient(python.bin));
