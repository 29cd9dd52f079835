import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { prepareModelPython } from './model-python/prepare-model-python.ts';
import { prepareClientPython } from './python/prepare-python.ts';
import { preparePython as prepareReferencePython } from './reference/prepare-python.ts';

/** Prepares the Python environments that several checks share. A check prepares what it alone needs, and reports a missing one itself. */
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'lamina');
const reference = resolve(process.env.LAMINA_REFERENCE ?? '../shared/reference');
const report = (what: string, isReady: boolean): void =>
  void process.stdout.write(`${what}: ${isReady ? 'ready' : 'cannot be had here'}\n`);

report('Python client', typeof prepareClientPython(cache, resolve('clients/python')) !== 'string');
report('models', typeof prepareModelPython(cache) !== 'string');
if (existsSync(reference)) report('reference model', typeof prepareReferencePython({ reference, cache }) !== 'string');
