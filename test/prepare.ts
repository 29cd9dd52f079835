import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { findPostgresTools } from './backup/find-postgres-tools.ts';
import { prepareRclone } from './bucket/prepare-rclone.ts';
import { prepareModelPython } from './model-python/prepare-model-python.ts';
import { prepareHarness } from './prepare-harness.ts';
import { prepareClientPython } from './python/prepare-python.ts';
import { preparePython as prepareReferencePython } from './reference/prepare-python.ts';

/** Prepares all Python environments before the checks; a check reports a missing one itself. */
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'lamina');
const reference = resolve(process.env.LAMINA_REFERENCE ?? '../shared/reference');
const report = (what: string, isReady: boolean): void =>
  void process.stdout.write(`${what}: ${isReady ? 'ready' : 'cannot be had here'}\n`);

report('Python client', typeof prepareClientPython(cache, resolve('clients/python')) !== 'string');
report('models', typeof prepareModelPython(cache) !== 'string');
if (existsSync(reference)) report('reference model', typeof prepareReferencePython({ reference, cache }) !== 'string');
report('lm-evaluation-harness', prepareHarness(cache) !== null);
report('S3 server', typeof prepareRclone(cache) !== 'string');
report('PostgreSQL tools', typeof findPostgresTools() !== 'string');
