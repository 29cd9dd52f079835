import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { ask, listValues } from './api/ask.ts';
import { ADMIN_TOKEN, startChild } from './api/start-child.ts';
import { startSyntheticServer } from './api/start-synthetic-server.ts';

/**
 * Memory and time for publishing a release as tables grow: the same models with few and with many samples per evaluation, in separate databases and
 * processes. Prints rows, bytes of all files, seconds, and the maximum growth of the process.
 */
const { values } = parseArgs({
  options: { models: { type: 'string', default: '20' }, samples: { type: 'string', default: '100,1000,4000' } },
});
const PUBLISH = {
  query: 'mutation { publishRelease(input: { version: "1.0.0", includeSamples: true }) { release { files { rowCount } } } }',
};

print('| rows | files, MB | seconds | memory before, MB | at most, MB |');
print('| --- | --- | --- | --- | --- |');
for (const samples of values.samples.split(',').map(Number)) {
  const folder = createTemporaryFolder();
  const server = await startSyntheticServer({ models: Number(values.models), layers: 16, samples });
  const api = await startChild('serve-lamina.ts', [server.url, 'limits', folder.path]);
  try {
    const before = readMemory(api.pid, 'VmRSS');
    const started = performance.now();
    const rows = await publish(api.url);
    const seconds = (performance.now() - started) / 1000;
    const cells = [rows.toLocaleString('en'), (sizeOf(folder.path) / 1e6).toFixed(0), seconds.toFixed(0)];
    print(`| ${[...cells, before.toFixed(0), readMemory(api.pid, 'VmHWM').toFixed(0)].join(' | ')} |`);
  } finally {
    await api.stop();
    await server.stop();
    folder.remove();
  }
}

/** @returns rows of all tables; each table is in three formats */
async function publish(url: string): Promise<number> {
  const data = await ask(url, PUBLISH, { authorization: `Bearer ${ADMIN_TOKEN}` });
  return listValues(data, 'rowCount').reduce<number>((sum, rowCount) => sum + Number(rowCount), 0) / 3;
}

/** Resident memory of a process, in 10⁶ bytes: the current value, or the peak. */
function readMemory(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const [, kibibytes] = new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (Number(kibibytes) * 1024) / 1e6;
}

function sizeOf(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
