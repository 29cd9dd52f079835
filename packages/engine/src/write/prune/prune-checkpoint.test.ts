import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { changeOf, createRemoval } from '@lamina/plans';
import { assertTensorsClose, createTemporaryFolder } from '@lamina/test-utils/models';
import { inspectModel } from '../../inspect/inspect-model.ts';
import { type HashedCheckpoint, writeHashedCheckpoint } from '../../score/hashed-checkpoint.fixture.ts';
import { scoreModel } from '../../score/score-model.ts';
import { finish, withoutBlocks } from '../../session/golden.fixture.ts';
import { pruneModel } from './prune-model.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);
let folders = 0;

function newPath(): string {
  folders += 1;
  return join(temporary.path, `out-${folders}`);
}

const CHECKPOINT = join(import.meta.dirname, '../../../fixtures/tiny-checkpoint');
const ARCHITECTURES = join(import.meta.dirname, '../../../fixtures/architectures.json');

interface Golden {
  readonly ids: readonly number[];
  readonly results: readonly {
    readonly blocks: readonly number[];
    readonly attention?: readonly number[];
    readonly mlp?: readonly number[];
    readonly nll: number;
  }[];
}

const golden: Golden = JSON.parse(readFileSync(join(CHECKPOINT, 'golden.json'), 'utf8'));
const wholeBlocks = golden.results.filter(({ attention }) => attention === undefined).map(({ blocks, nll }) => [blocks, nll] as const);

const sublayers = golden.results.flatMap(({ blocks, attention, mlp, nll }) =>
  attention || mlp ? [[createRemoval({ blocks, attention, mlp }), nll] as const] : [],
);

async function nllOf(model: string): Promise<readonly number[]> {
  const { ids } = golden;
  return (await finish(scoreModel(model, { input: { ids }, window: ids.length, threads: 1 }))).nllPerWindow;
}

const readJson = (...path: string[]): Record<string, unknown> => JSON.parse(readFileSync(join(...path), 'utf8'));

describe('pruneModel on a safetensors folder', () => {
  it.each(wholeBlocks)('writes a checkpoint that scores as PyTorch without blocks %j', async (removed, nll) => {
    const out = newPath();
    const result = await pruneModel({ model: CHECKPOINT, change: changeOf(withoutBlocks(...removed)), out });
    expect(result).toMatchObject({ format: 'safetensors', blocksAfter: 4 - removed.length });
    expect(readJson(out, 'config.json')).toEqual({ ...readJson(CHECKPOINT, 'config.json'), num_hidden_layers: 4 - removed.length });
    assertTensorsClose(await nllOf(out), [nll], 1e-4);
  });

  it.each(sublayers)('silences sublayers that go: without %j it scores as PyTorch', async (removal, nll) => {
    const out = newPath();
    const { notes } = await pruneModel({ model: CHECKPOINT, change: changeOf(removal), out });
    assertTensorsClose(await nllOf(out), [nll], 1e-4);
    expect(notes).toEqual([expect.stringMatching(/output weights of 0.* MB are unused.*saves no KV cache/)]);
  });

  it('writes shards, index and settings, lists every file with size and digest, and nothing of the source besides', async () => {
    const [source, out] = [newPath(), newPath()];
    cpSync(CHECKPOINT, source, { recursive: true });
    for (const name of ['pytorch_model.bin', 'README.md', 'LICENSE']) writeFileSync(join(source, name), name);
    const { files } = await pruneModel({ model: source, change: changeOf(withoutBlocks(1)), out });
    const names = readdirSync(out).sort();
    expect(names).toEqual([
      'LICENSE',
      'config.json',
      'generation_config.json',
      'model-00001-of-00002.safetensors',
      'model-00002-of-00002.safetensors',
      'model.safetensors.index.json',
      'prune-plan.json',
    ]);
    expect(files.map(({ path }) => path).sort()).toEqual(names);
    for (const { path, bytes } of files) expect(statSync(join(out, path)).size).toBe(bytes);
  });

  it.each(wholeBlocks)('writes ONNX with float32 weights and a cache that scores as PyTorch without blocks %j', async (removed, nll) => {
    const out = newPath();
    const { files, certificate } = await pruneModel({
      model: CHECKPOINT,
      change: changeOf(withoutBlocks(...removed)),
      out,
      format: 'onnx',
    });
    expect(certificate).toMatchObject({ passed: true });
    expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining(['onnx/model.onnx', 'onnx/model.onnx_data', 'config.json']));
    assertTensorsClose(await nllOf(out), [nll], 1e-4);
    const inspection = await inspectModel(out, { selfCheck: false });
    expect(inspection).toMatchObject({ format: 'onnx', precision: 'fp32', blocks: 4 - removed.length });
    expect(inspection.layers.at(-1)?.cachePorts).toContain(`past_key_values.${3 - removed.length}.key`);
    expect(Object.keys(inspection.storedTypes)).toEqual(['float']);
  });

  it('refuses, before anything is written, blocks that config.json cannot describe under their new numbers; ONNX can', async () => {
    const model = writeHashedCheckpoint(newPath(), readJson(ARCHITECTURES).gpt2_scaling as HashedCheckpoint);
    const [out, onnx, cut] = [newPath(), newPath(), newPath()];
    await expect(pruneModel({ model, change: changeOf(withoutBlocks(1)), out })).rejects.toMatchObject({
      code: 'MODEL_UNSUPPORTED',
      message: expect.stringContaining('block 2 would become block 1'),
    });
    expect(existsSync(out)).toBe(false);
    expect(await pruneModel({ model, change: changeOf(withoutBlocks(1)), out: onnx, format: 'onnx' })).toMatchObject({
      certificate: { passed: true },
    });
    expect(await pruneModel({ model, change: changeOf(withoutBlocks(4)), out: cut })).toMatchObject({ certificate: { passed: true } });
  });

  it('refuses formats that it does not write, and leaves nothing behind', async () => {
    const out = newPath();
    const gguf = join(import.meta.dirname, '../../../fixtures/tiny-gguf/whole/model.gguf');
    const pruning = pruneModel({ model: gguf, change: changeOf(withoutBlocks(1)), out, format: 'safetensors' });
    await expect(pruning).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringMatching(/is gguf, which Lamina cannot write as safetensors; prune the safetensors checkpoint/),
    });
    expect(existsSync(out)).toBe(false);
  });
});
