import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pullFiles } from '@lamina/hub';
import { startTestHub } from '@lamina/test-utils/hub';

/**
 * Speed and memory of downloading, hashing and writing a large file: zeros from a server in this process, with one interruption. SHA-256 alone is
 * timed too, because it limits the download.
 */
const { values } = parseArgs({ options: { mebibytes: { type: 'string', default: '3000' } } });
const zeros = Number(values.mebibytes) * 2 ** 20 + 1;
const { sha256, seconds: hashSeconds } = hashZeros();
const hub = await startTestHub({ models: { 'lab/large': { 'model.onnx_data': { zeros, sha256 } } } });
hub.plan({ address: 'path=', fault: { kind: 'cut', afterBytes: Math.floor(zeros / 2) } });
const cacheFolder = mkdtempSync(join(tmpdir(), 'lamina-pull-'));
try {
  const before = process.memoryUsage().rss;
  let peak = before;
  const started = performance.now();
  const job = pullFiles({ kind: 'models', repo: 'lab/large', choose: (files) => files }, { endpoint: hub.endpoint, cacheFolder });
  for await (const _ of job) peak = Math.max(peak, process.memoryUsage().rss);
  const seconds = (performance.now() - started) / 1000;
  print(`${(zeros / 1e9).toFixed(2)} GB in ${seconds.toFixed(1)} s: ${(zeros / 1e6 / seconds).toFixed(0)} MB/s, cut once and continued`);
  print(
    `SHA-256 alone: ${(zeros / 1e6 / hashSeconds).toFixed(0)} MB/s; memory grew by ${((peak - before) / 2 ** 20).toFixed(0)} MiB, server included`,
  );
} finally {
  await hub.close();
  rmSync(cacheFolder, { recursive: true });
}

function hashZeros(): { readonly sha256: string; readonly seconds: number } {
  const chunk = new Uint8Array(2 ** 20);
  const hash = createHash('sha256');
  const started = performance.now();
  for (let left = zeros; left > 0; left -= chunk.length) hash.update(left < chunk.length ? chunk.subarray(0, left) : chunk);
  return { sha256: hash.digest('hex'), seconds: (performance.now() - started) / 1000 };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
