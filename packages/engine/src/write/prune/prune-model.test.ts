import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createAttribute, createNode, createValueInfo, DATA_TYPE, type Model } from '@lamina/onnx';
import { changeOf } from '@lamina/plans';
import { assertTensorsClose, buildTinyDecoder, createTemporaryFolder, writeModelFolder } from '@lamina/test-utils/models';
import * as ort from 'onnxruntime-node';
import { inspectModel } from '../../inspect/inspect-model.ts';
import { scoreModel } from '../../score/score-model.ts';
import { FIXTURES, finish, fixtureFolder, readGolden, withoutBlocks } from '../../session/golden.fixture.ts';
import { pruneModel } from './prune-model.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);
let folders = 0;

/** A path in the test's own folder, nothing there yet. */
function newPath(): string {
  folders += 1;
  return join(temporary.path, `out-${folders}`);
}

function fileNames(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();
}

/** Next tokens by feeding one token at a time with the cache that the model itself returned. */
async function decode(folder: string, prompt: readonly number[], count: number): Promise<number[]> {
  const session = await ort.InferenceSession.create(join(folder, 'onnx/model.onnx'), { executionProviders: ['cpu'], intraOpNumThreads: 1 });
  const extents = new Map(session.inputMetadata.map((input) => [input.name, input.isTensor ? input.shape : []]));
  let cache: Record<string, ort.Tensor> = {};
  for (const name of session.inputNames.filter((input) => input.startsWith('past'))) {
    const dims = (extents.get(name) ?? []).map((extent, axis) => (typeof extent === 'number' && extent > 0 ? extent : axis === 0 ? 1 : 0));
    cache[name] = new ort.Tensor('float32', new Float32Array(0), dims);
  }
  const decoded: number[] = [];
  let next = [...prompt];
  for (let seen = 0; decoded.length < count; ) {
    const integers = (values: readonly number[]): ort.Tensor =>
      new ort.Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
    const feeds: Record<string, ort.Tensor> = {
      input_ids: integers(next),
      attention_mask: integers(new Array(seen + next.length).fill(1)),
      ...cache,
    };
    if (session.inputNames.includes('position_ids')) feeds.position_ids = integers(next.map((_, index) => seen + index));
    const outputs = await session.run(feeds);
    const present = Object.entries(outputs).filter(([name]) => name.startsWith('present'));
    cache = Object.fromEntries(present.map(([name, value]) => [name.replace('present', 'past_key_values'), value as ort.Tensor]));
    seen += next.length;
    const logits = outputs.logits?.data as Float32Array;
    const row = Array.from(logits.subarray(logits.length - logits.length / next.length));
    const token = row.indexOf(Math.max(...row));
    decoded.push(token);
    next = [token];
  }
  await session.release();
  return decoded;
}

async function nllOf(model: string, ids: readonly number[]): Promise<readonly number[]> {
  return (await finish(scoreModel(model, { input: { ids }, window: ids.length, threads: 1 }))).nllPerWindow;
}

describe.each(FIXTURES)('pruneModel on %s', (name) => {
  const golden = readGolden(name);
  const model = fixtureFolder(name);
  const pruned = golden.results.filter(({ removed }) => removed.length > 0).map((result) => [result.removed, result] as const);

  it.each(pruned)('writes a model that scores as PyTorch without blocks %j', async (removed, result) => {
    for (const copyWeights of [false, true]) {
      const out = newPath();
      const report = await pruneModel({ model, change: changeOf(withoutBlocks(...removed)), out, copyWeights });
      expect(report).toMatchObject({ removed, blocksBefore: 3, blocksAfter: 3 - removed.length });
      const score = await finish(scoreModel(out, { input: { inputIds: golden.inputIds }, threads: 1 }));
      assertTensorsClose(score.blockInfluence.mean, result.full.blockInfluence, 1e-5);
      assertTensorsClose(score.hiddenNorm.mean, result.full.hiddenNorm, 1e-4);
      assertTensorsClose(score.nllPerWindow, result.full.nllPerWindow, 2e-4);
      expect(score.model).toMatchObject({ blocks: report.blocksAfter, parameters: report.parametersAfter, warnings: [] });
    }
  });

  it.each(pruned)('writes a cache that decodes token by token what PyTorch decodes without blocks %j', async (removed, { greedy }) => {
    const out = newPath();
    await pruneModel({ model, change: changeOf(withoutBlocks(...removed)), out });
    expect(await decode(out, golden.prompt, greedy.length)).toEqual(greedy);
  });

  it('decodes what PyTorch decodes when nothing is removed', async () => {
    const out = newPath();
    await pruneModel({ model, change: changeOf(withoutBlocks()), out, copyWeights: true });
    expect(await decode(out, golden.prompt, 20)).toEqual(golden.results[0]?.greedy);
  });

  it('edits the layer count, keeps the tokenizer and lists every file with size and digest', async () => {
    const out = newPath();
    const { files, plan } = await pruneModel({ model, change: changeOf(withoutBlocks(0)), out, strategy: 'reverse' });
    expect(JSON.parse(readFileSync(join(out, 'config.json'), 'utf8'))).toMatchObject({ num_hidden_layers: 2, hidden_size: 32 });
    expect(readFileSync(join(out, 'tokenizer.json'))).toEqual(readFileSync(join(model, 'tokenizer.json')));
    expect(JSON.parse(readFileSync(join(out, 'prune-plan.json'), 'utf8'))).toEqual(plan);
    expect(plan).toMatchObject({ strategy: 'reverse', removed: [0], kept: [1, 2], blocksBefore: 3 });
    expect(files.map(({ path }) => path.split('/').at(-1)).sort()).toEqual(fileNames(out));
    for (const { path, bytes, sha256 } of files) {
      expect(statSync(join(out, path)).size).toBe(bytes);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    }
  });
});

describe('pruneModel', () => {
  const ids = [3, 9, 4, 11, 2, 17, 8, 5];
  /** Weights of 16 KiB and more, which stay in their file. */
  const large = { norm: 'pre', hidden: 64 } as const;
  const write = (model: Model): string => writeModelFolder(newPath(), model);

  it('links the weights of its parent, or copies only the kept ones', async () => {
    const parent = write(buildTinyDecoder({ ...large, blocks: 3 }));
    const [linked, copied, whole] = [newPath(), newPath(), newPath()];
    await pruneModel({ model: parent, change: changeOf(withoutBlocks()), out: whole, copyWeights: true });
    await pruneModel({ model: parent, change: changeOf(withoutBlocks(1)), out: linked });
    await pruneModel({ model: parent, change: changeOf(withoutBlocks(1)), out: copied, copyWeights: true });
    expect(statSync(join(linked, 'onnx/model.onnx_data')).ino).toBe(statSync(join(parent, 'onnx/model.onnx')).ino);
    expect(statSync(join(copied, 'onnx/model.onnx_data')).nlink).toBe(1);
    expect(statSync(join(copied, 'onnx/model.onnx_data')).size).toBeLessThan(statSync(join(whole, 'onnx/model.onnx_data')).size);
    const expected = await nllOf(write(buildTinyDecoder({ ...large, blocks: [0, 2] })), ids);
    rmSync(parent, { recursive: true });
    for (const folder of [linked, copied]) assertTensorsClose(await nllOf(folder, ids), expected, 1e-4);
  });

  it('prunes what it pruned before', async () => {
    const parent = write(buildTinyDecoder({ ...large, blocks: 4 }));
    for (const copyWeights of [false, true]) {
      const [once, twice] = [newPath(), newPath()];
      await pruneModel({ model: parent, change: changeOf(withoutBlocks(1)), out: once, copyWeights });
      await pruneModel({ model: once, change: changeOf(withoutBlocks(1)), out: twice, copyWeights });
      assertTensorsClose(await nllOf(twice, ids), await nllOf(write(buildTinyDecoder({ ...large, blocks: [0, 3] })), ids), 1e-4);
    }
  });

  it('keeps weights that lie partly in the graph file and partly in model.onnx_data beside it', async () => {
    const parent = newPath();
    const model = buildTinyDecoder({ ...large, blocks: 3 });
    const data = moveOut(model, (tensor) => tensor.startsWith('weights_0') || tensor.startsWith('weights_2'));
    writeModelFolder(parent, data.model);
    writeFileSync(join(parent, 'onnx/model.onnx_data'), data.bytes);
    const expected = await nllOf(write(buildTinyDecoder({ ...large, blocks: [0, 2] })), ids);
    for (const copyWeights of [true, false]) {
      const out = newPath();
      await pruneModel({ model: parent, change: changeOf(withoutBlocks(1)), out, copyWeights });
      assertTensorsClose(await nllOf(out, ids), expected, 1e-4);
    }
  });

  it('keeps weights that stand inside a branch', async () => {
    const parent = write(addBranch(buildTinyDecoder({ ...large, blocks: 3 })));
    const expected = await nllOf(write(addBranch(buildTinyDecoder({ ...large, blocks: [0, 2] }))), ids);
    const out = newPath();
    await pruneModel({ model: parent, change: changeOf(withoutBlocks(1)), out });
    assertTensorsClose(await nllOf(out, ids), expected, 1e-4);
  });

  it('replaces an earlier pruned model', async () => {
    const parent = write(buildTinyDecoder({ ...large, blocks: 3 }));
    const out = newPath();
    await pruneModel({ model: parent, change: changeOf(withoutBlocks(0)), out });
    await pruneModel({ model: parent, change: changeOf(withoutBlocks(1, 2)), out });
    expect((await inspectModel(out)).blocks).toBe(1);
    expect(readdirSync(temporary.path).filter((entry) => entry.endsWith('.unfinished'))).toEqual([]);
  });

  it('refuses a folder that holds something else, and leaves it alone', async () => {
    const parent = write(buildTinyDecoder({ ...large, blocks: 3 }));
    const before = fileNames(parent);
    await expect(pruneModel({ model: parent, change: changeOf(withoutBlocks(0)), out: parent })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(fileNames(parent)).toEqual(before);
  });

  it('refuses the folder of the model itself, even where that is a pruned one', async () => {
    const parent = newPath();
    await pruneModel({ model: write(buildTinyDecoder({ ...large, blocks: 3 })), change: changeOf(withoutBlocks(0)), out: parent });
    const before = fileNames(parent);
    await expect(pruneModel({ model: parent, change: changeOf(withoutBlocks(0)), out: parent })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(fileNames(parent)).toEqual(before);
  });

  it('refuses a file as its folder', async () => {
    const out = newPath();
    writeFileSync(out, 'mine');
    await expect(pruneModel({ model: fixtureFolder('tiny-llama'), change: changeOf(withoutBlocks(0)), out })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(readFileSync(out, 'utf8')).toBe('mine');
  });

  it('leaves nothing behind when the disk is full', () => {
    const place = newPath();
    mkdirSync(place);
    const script = `
      import { pruneModel } from ${JSON.stringify(join(import.meta.dirname, 'prune-model.ts'))};
      const options = { model: ${JSON.stringify(fixtureFolder('tiny-llama'))}, change: ${JSON.stringify(changeOf(withoutBlocks(0)))}, out: ${JSON.stringify(join(place, 'out'))}, copyWeights: true };
      await pruneModel(options).then(() => console.log('done'), (error) => console.log(error.code));`;
    const run = (blocks: string): string => {
      const node = [process.execPath, '--no-warnings', '--input-type=module', '-e', script];
      return spawnSync('sh', ['-c', `ulimit -f ${blocks}; exec "$@"`, 'sh', ...node], { encoding: 'utf8' }).stdout.trim();
    };
    expect(run('64')).toBe('DISK_FULL');
    expect(readdirSync(place)).toEqual([]);
    expect(run('unlimited')).toBe('done');
    expect(readdirSync(place)).toEqual(['out']);
  });

  it.each([[[3]], [[0, 1, 2]]])('refuses to remove %j and writes nothing', async (removed) => {
    const out = newPath();
    await expect(
      pruneModel({ model: fixtureFolder('tiny-llama'), change: changeOf(withoutBlocks(...removed)), out }),
    ).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
    expect(() => statSync(out)).toThrow();
  });
});

describe('weights in files of their own', () => {
  const model = buildTinyDecoder({ norm: 'post', blocks: 2 });
  const ids = [3, 9, 4, 11, 2, 17];

  function writeExternal(location: string, entry: { readonly offset?: number; readonly grow?: number } = {}): string {
    const folder = newPath();
    const { model: moved, bytes } = moveOut(model, () => true, location, entry);
    writeModelFolder(folder, moved);
    mkdirSync(join(folder, 'onnx'), { recursive: true });
    writeFileSync(join(folder, 'onnx', 'weights.bin'), bytes);
    return folder;
  }

  it('are read where they lie', async () => {
    assertTensorsClose(await nllOf(writeExternal('weights.bin'), ids), await nllOf(writeModelFolder(newPath(), model), ids), 1e-5);
  });

  it('are found through symbolic links, as a hub cache has them', async () => {
    const folder = writeExternal('weights.bin');
    const [cache, blobs] = [newPath(), newPath()];
    mkdirSync(join(cache, 'onnx'), { recursive: true });
    mkdirSync(blobs);
    for (const [index, file] of ['model.onnx', 'weights.bin'].entries()) {
      copyFileSync(join(folder, 'onnx', file), join(blobs, `${index}`));
      spawnSync('ln', ['-s', join(blobs, `${index}`), join(cache, 'onnx', file)]);
    }
    assertTensorsClose(await nllOf(cache, ids), await nllOf(folder, ids), 0);
    const out = newPath();
    await pruneModel({ model: cache, change: changeOf(withoutBlocks(0)), out });
    assertTensorsClose(
      await nllOf(out, ids),
      await nllOf(writeModelFolder(newPath(), buildTinyDecoder({ norm: 'post', blocks: [1] })), ids),
      1e-5,
    );
  });

  it('are refused when missing, by name', async () => {
    const folder = writeExternal('absent.bin');
    await expect(inspectModel(folder)).rejects.toMatchObject({
      code: 'EXTERNAL_DATA_MISSING',
      message: expect.stringContaining('absent.bin'),
    });
  });

  it.each(['../weights.bin', '/etc/hostname', 'a/../../weights.bin'])('are refused outside the folder: %s', async (location) => {
    const folder = writeExternal(location);
    cpSync(join(folder, 'onnx/weights.bin'), join(folder, 'weights.bin'));
    await expect(inspectModel(folder)).rejects.toMatchObject({ code: 'EXTERNAL_DATA_INVALID' });
  });

  it('are refused when cut short', async () => {
    const folder = writeExternal('weights.bin');
    const path = join(folder, 'onnx/weights.bin');
    writeFileSync(path, readFileSync(path).subarray(0, -1));
    await expect(inspectModel(folder)).rejects.toMatchObject({
      code: 'EXTERNAL_DATA_INVALID',
      message: expect.stringContaining('cut short'),
    });
  });

  it('are refused when their entry does not fit their extents', async () => {
    await expect(inspectModel(writeExternal('weights.bin', { grow: 4 }))).rejects.toMatchObject({ code: 'EXTERNAL_DATA_INVALID' });
  });

  it('are refused beyond the end of their file', async () => {
    await expect(inspectModel(writeExternal('weights.bin', { offset: 1 << 30 }))).rejects.toMatchObject({ code: 'EXTERNAL_DATA_INVALID' });
  });

  it('are refused where the location is a folder', async () => {
    const folder = writeExternal('somewhere');
    mkdirSync(join(folder, 'onnx/somewhere'));
    await expect(inspectModel(folder)).rejects.toMatchObject({ name: 'AppError' });
  });
});

/** Moves the float weights whose names `moves` accepts into bytes of their own. */
function moveOut(
  model: Model,
  moves: (name: string) => boolean,
  location = 'model.onnx_data',
  entry: { readonly offset?: number; readonly grow?: number } = {},
): { model: Model; bytes: Uint8Array } {
  const pieces: Uint8Array[] = [];
  let offset = 0;
  const initializers = model.graph.initializers.map((tensor) => {
    if (tensor.data.kind !== 'bytes' || tensor.dims.length < 2 || tensor.dataType !== DATA_TYPE.float || !moves(tensor.name)) return tensor;
    const { bytes } = tensor.data;
    const moved = {
      kind: 'external',
      location,
      offset: offset + (entry.offset ?? 0),
      sizeBytes: bytes.byteLength + (entry.grow ?? 0),
    } as const;
    pieces.push(bytes);
    offset += bytes.byteLength;
    return { ...tensor, data: moved };
  });
  return { model: { ...model, graph: { ...model.graph, initializers } }, bytes: Buffer.concat(pieces) };
}

/** Puts an If before the head whose taken branch multiplies the stream by a large weight of its own. */
function addBranch(model: Model): Model {
  const weight = model.graph.initializers.find(({ name }) => name === 'weights_0.up');
  const gain = model.graph.initializers.find(({ name }) => name === 'weights_0.down');
  if (!weight || !gain) throw new Error('the branch borrows the weights of block 0');
  const branch = (name: string, opType: string): object => ({
    name,
    nodes: [
      createNode('MatMul', ['final_norm', `${name}_up`], [`${name}_wide`]),
      createNode(opType, [`${name}_wide`], [`${name}_active`]),
      createNode('MatMul', [`${name}_active`, `${name}_down`], [`${name}_out`]),
    ],
    initializers: [
      { ...weight, name: `${name}_up` },
      { ...gain, name: `${name}_down` },
    ],
    inputs: [],
    outputs: [createValueInfo(`${name}_out`, DATA_TYPE.float, null)],
    valueInfo: [],
    rest: [],
  });
  const graphAttribute = (name: string, opType: string) =>
    createAttribute(name, { kind: 'graph', value: branch(name, opType) as Model['graph'] });
  const condition = createNode('Cast', ['int_one'], ['condition'], {
    attributes: [createAttribute('to', { kind: 'int', value: DATA_TYPE.bool })],
  });
  const choice = createNode('If', ['condition'], ['chosen'], {
    attributes: [graphAttribute('then_branch', 'Tanh'), graphAttribute('else_branch', 'Sigmoid')],
  });
  const nodes = model.graph.nodes.flatMap((node) =>
    node.outputs[0] === 'logits' ? [condition, choice, { ...node, inputs: ['chosen', node.inputs[1] ?? ''] }] : [node],
  );
  return { ...model, graph: { ...model.graph, nodes } };
}
