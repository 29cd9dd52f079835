import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseHubReference } from '../repo/hub-reference.ts';
import {
  blobs,
  cacheFolder,
  fetched,
  graph,
  hub,
  listExternalFiles,
  optionsOf,
  pull,
  sha256,
  useFreshHub,
  waits,
  weights,
} from './pull-model.fixture.ts';
import { pullHubModel } from './pull-model.ts';

useFreshHub();

describe('faults of the line', () => {
  it('continues where a cut connection ended', async () => {
    hub.plan({ address: 'path=onnx/model.onnx_data', fault: { kind: 'cut', afterBytes: 150_000 } });
    const { folder } = await pull();
    const [first, second] = fetched('model.onnx_data');
    // The last bytes before a cut may be lost on the way.
    expect([first?.range, second?.range]).toEqual([undefined, expect.stringMatching(/^bytes=\d{5,6}-$/)]);
    expect(readFileSync(join(folder, 'onnx/model.onnx_data')).equals(weights)).toBe(true);
  });

  it('keeps what came when it gives up, and continues in the next run', async () => {
    hub.plan({ address: 'path=onnx/model.onnx_data', fault: { kind: 'cut', afterBytes: 50_000 }, times: 6 });
    await expect(pull()).rejects.toMatchObject({ code: 'HUB_UNREACHABLE', message: expect.stringContaining('gave up after 6 attempts') });
    expect(existsSync(join(cacheFolder, 'models--lab--tiny/snapshots'))).toBe(false);
    const { size } = statSync(join(cacheFolder, 'models--lab--tiny/blobs', `${sha256(weights)}.incomplete`));
    expect(size).toBeGreaterThan(0);
    await pull();
    expect(fetched('model.onnx_data').at(-1)?.range).toBe(`bytes=${size}-`);
  });

  it('starts again where the server ignores the range', async () => {
    hub.plan({ address: 'path=onnx/model.onnx_data', fault: { kind: 'cut', afterBytes: 1000 } });
    hub.plan({ address: 'path=onnx/model.onnx_data', fault: { kind: 'ignore-range' } });
    const { folder } = await pull();
    expect(readFileSync(join(folder, 'onnx/model.onnx_data')).equals(weights)).toBe(true);
  });

  it('starts again where the server sends another range', async () => {
    hub.plan({ address: 'path=onnx/model.onnx_data', fault: { kind: 'cut', afterBytes: 1000 } });
    hub.plan({ address: 'path=onnx/model.onnx_data', fault: { kind: 'wrong-range' } });
    const { folder } = await pull();
    expect(readFileSync(join(folder, 'onnx/model.onnx_data')).equals(weights)).toBe(true);
  });

  it('counts silence as a cut', async () => {
    hub.plan({ address: 'path=onnx/model.onnx_data', fault: { kind: 'silence' } });
    const { folder } = await pull('lab/tiny', { idleTimeoutMs: 3000 });
    expect(readFileSync(join(folder, 'onnx/model.onnx_data')).equals(weights)).toBe(true);
    expect(waits).toEqual([250]);
  });

  it('waits as long as a 429 asks for', async () => {
    hub.plan({ address: '/revision/', fault: { kind: 'status', status: 429, headers: { 'retry-after': '7' } } });
    hub.plan({ address: 'path=onnx/model.onnx_data', fault: { kind: 'status', status: 429, headers: { 'retry-after': '0' } } });
    await pull();
    expect(waits).toEqual([7000, 0]);
  });

  it('tells what a 429 asks for where that is too long', async () => {
    hub.plan({ address: '/revision/', fault: { kind: 'status', status: 429, headers: { 'retry-after': '3600' } } });
    await expect(pull()).rejects.toMatchObject({ code: 'RATE_LIMITED', message: expect.stringContaining('wait 3600 s') });
    expect(waits).toEqual([]);
  });

  it('waits longer after each 5xx, and gives up', async () => {
    hub.plan({ address: '/tree/', fault: { kind: 'status', status: 503 }, times: 100 });
    await expect(pull()).rejects.toMatchObject({ code: 'HUB_UNREACHABLE', message: expect.stringContaining('answers 503') });
    expect(waits).toEqual([250, 500, 1000]);
  });

  it('stops at an interrupt and keeps what came', async () => {
    const stop = new AbortController();
    const job = pullHubModel(parseHubReference('lab/tiny'), { ...optionsOf({ signal: stop.signal }), listExternalFiles });
    const interrupted = async (): Promise<void> => {
      for await (const { path, doneBytes } of job) if (path === 'onnx/model.onnx' && doneBytes > 100_000) stop.abort();
    };
    await expect(interrupted()).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(blobs().some((name) => name === `${sha256(graph)}.incomplete`)).toBe(true);
    await pull();
    expect(fetched('path=onnx/model.onnx').some(({ range }) => range !== undefined)).toBe(true);
  });
});
