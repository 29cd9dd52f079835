import { closeSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { startTestHub } from '@lamina/test-utils/hub';
import { pullFiles } from './pull-files.ts';

const GIBIBYTES_2 = 2 ** 31;
const ZEROS = GIBIBYTES_2 + 50_000_000;
// head -c 2197483648 /dev/zero | sha256sum
const SHA256 = '44212571e5b467e2cd6e78ae4ba0333e744739f5a43bcb96a26aef6ef8273bae';
const cacheFolder = mkdtempSync(join(tmpdir(), 'lamina-large-'));
afterAll(() => rmSync(cacheFolder, { recursive: true }));

/** The bytes that this thread holds: other test files run in other threads of the same process. */
function measureMemory(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

it('continues a file behind 2 GiB, in constant memory', async () => {
  const blobs = join(cacheFolder, 'models--lab--large/blobs');
  mkdirSync(blobs, { recursive: true });
  // Sparse on disk: what an earlier run would have left, without writing it.
  const partial = openSync(join(blobs, `${SHA256}.incomplete`), 'w');
  ftruncateSync(partial, GIBIBYTES_2);
  closeSync(partial);
  const hub = await startTestHub({ models: { 'lab/large': { 'model.onnx_data': { zeros: ZEROS, sha256: SHA256 } } } });
  const before = measureMemory();
  let peak = before;
  const job = pullFiles({ kind: 'models', repo: 'lab/large', choose: (files) => files }, { endpoint: hub.endpoint, cacheFolder });
  for await (const _ of job) peak = Math.max(peak, measureMemory());
  await hub.close();
  expect(hub.requests.filter(({ host }) => host === 'storage').map(({ range }) => range)).toEqual([`bytes=${GIBIBYTES_2}-`]);
  expect(statSync(join(blobs, SHA256)).size).toBe(ZEROS);
  expect((peak - before) / 2 ** 20).toBeLessThan(150);
});
