import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { NO_WEIGHTS } from '@lamina/models';
import { createNode, createValueInfo, DATA_TYPE, type Model } from '@lamina/onnx';
import { buildTinyDecoder, createTemporaryFolder, writeModelFolder } from '@lamina/test-utils/models';
import * as ort from 'onnxruntime-node';
import { createSession, measureProductsPerSecond } from './session.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

const DEPTH = 64;
const COLUMNS = 16;

/** y = a · b and z = a · b, a uint8 [rows, DEPTH], b int8 [DEPTH, COLUMNS] of 127s, which both products read. */
const PRODUCT: Model = {
  irVersion: 8,
  producerName: 'test',
  producerVersion: '1',
  opsets: [{ domain: '', version: 17 }],
  functions: [],
  metadata: new Map(),
  rest: [],
  graph: {
    name: 'product',
    nodes: ['y', 'z'].map((output) => createNode('MatMulInteger', ['a', 'b'], [output])),
    initializers: [
      {
        name: 'b',
        dims: [DEPTH, COLUMNS],
        dataType: DATA_TYPE.int8,
        data: { kind: 'bytes', bytes: new Uint8Array(DEPTH * COLUMNS).fill(127) },
        rest: [],
      },
    ],
    inputs: [createValueInfo('a', DATA_TYPE.uint8, ['rows', DEPTH])],
    outputs: ['y', 'z'].map((output) => createValueInfo(output, DATA_TYPE.int32, ['rows', COLUMNS])),
    valueInfo: [],
    rest: [],
  },
};

describe('a session', () => {
  // Processors with matrix units use them for many rows only.
  it.each([1, 64])('multiplies 8-bit numbers exactly on every processor, %i rows of them', async (rows) => {
    const session = await createSession(PRODUCT, NO_WEIGHTS, { providers: ['cpu'], threads: 1 });
    const { y, z } = await session.run({ a: new ort.Tensor('uint8', new Uint8Array(rows * DEPTH).fill(255), [rows, DEPTH]) });
    await session.release();
    for (const product of [y, z])
      expect(Array.from(product?.data as Int32Array)).toEqual(new Array(rows * COLUMNS).fill(255 * 127 * DEPTH));
  });

  it('sends no reports of ONNX Runtime unless the variable asks for them', () => {
    const model = join(writeModelFolder(join(temporary.path, 'tiny'), buildTinyDecoder({ norm: 'pre', blocks: 2 })), 'onnx/model.onnx');
    const folder = join(temporary.path, 'logs');
    mkdirSync(folder);
    const code = `await import('@lamina/engine');
      await (await import('onnxruntime-node')).InferenceSession.create(${JSON.stringify(model)});
      process.stdout.write(process.env.ORT_DISABLE_TELEMETRY);`;
    const run = (env: NodeJS.ProcessEnv): string =>
      spawnSync(process.execPath, ['--input-type=module', '-e', code], { cwd: import.meta.dirname, encoding: 'utf8', env }).stdout;
    expect(run({ TMPDIR: folder })).toBe('1');
    // Where it reports, it opens a log.
    expect(readdirSync(folder)).toEqual([]);
    expect(run({ TMPDIR: folder, ORT_DISABLE_TELEMETRY: '0' })).toBe('0');
  });

  it('does not let NVIDIA round float32 numbers, whatever the environment says', () => {
    // Native code sees the environment that a child gets.
    const code = `await import('@lamina/engine');
      const { execFileSync } = await import('node:child_process');
      process.stdout.write(execFileSync(process.execPath, ['-p', 'process.env.NVIDIA_TF32_OVERRIDE']));`;
    const env = { NVIDIA_TF32_OVERRIDE: '1' };
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      env,
    });
    expect(stdout.trim()).toBe('0');
  });
});

describe('the speed of large products', () => {
  it('is that of a processor', async () => {
    const perSecond = await measureProductsPerSecond({ threads: 1 });
    expect(perSecond).toBeGreaterThan(1e9);
    expect(perSecond).toBeLessThan(1e13);
  });
});
