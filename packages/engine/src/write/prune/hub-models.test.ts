import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HubOptions } from '@lamina/hub';
import { findModelSource, listExternalFiles, openModel, type Progress, resolveModel } from '@lamina/models';
import type { Model } from '@lamina/onnx';
import { changeOf } from '@lamina/plans';
import { type HubContent, readHubFolder, startTestHub, type TestHub } from '@lamina/test-utils/hub';
import { buildTinyDecoder, createTemporaryFolder, encodeModel, writeModelFolder } from '@lamina/test-utils/models';
import { inspectModel } from '../../inspect/inspect-model.ts';
import { scoreModel } from '../../score/score-model.ts';
import { finish, withoutBlocks } from '../../session/golden.fixture.ts';
import { pruneModel } from './prune-model.ts';

const temporary = createTemporaryFolder();
const place = (name: string): string => join(temporary.path, name);
const plain = buildTinyDecoder({ norm: 'pre', blocks: 3 });
const postNorm = buildTinyDecoder({ norm: 'post', blocks: 2 });
let hub: TestHub;

beforeAll(async () => {
  const folder = writeModelFolder(place('tiny'), plain);
  writeFileSync(join(folder, 'onnx/model_q4.onnx'), encodeModel(postNorm));
  const split = splitWeights(plain);
  const files: Record<string, HubContent> = { ...readHubFolder(folder) };
  hub = await startTestHub({
    models: {
      'lab/tiny': {
        ...files,
        'onnx/model.onnx': split.graph,
        'onnx/model.onnx_data': split.first,
        'onnx/more/weights.bin': split.second,
        'onnx/unused.onnx_data': 'never fetched',
      },
    },
  });
});
afterAll(async () => {
  await hub.close();
  temporary.remove();
});

/** The same model with its weights in two files beside it, one of them in a folder. */
function splitWeights(model: Model): { readonly graph: Uint8Array; readonly first: Uint8Array; readonly second: Uint8Array } {
  const parts: [Uint8Array[], Uint8Array[]] = [[], []];
  const sizes = [0, 0];
  const initializers = model.graph.initializers.map((tensor, index) => {
    if (tensor.data.kind !== 'bytes' || tensor.data.bytes.length < 512) return tensor;
    const { bytes } = tensor.data;
    const which = index % 2 === 0 ? 0 : 1;
    const offset = sizes[which] ?? 0;
    parts[which].push(bytes);
    sizes[which] = offset + bytes.length;
    const location = which === 0 ? 'model.onnx_data' : 'more/weights.bin';
    return { ...tensor, data: { kind: 'external' as const, location, offset, sizeBytes: bytes.length } };
  });
  const [first, second] = parts.map((part) => Buffer.concat(part));
  return {
    graph: encodeModel({ ...model, graph: { ...model.graph, initializers } }),
    first: first ?? Buffer.alloc(0),
    second: second ?? Buffer.alloc(0),
  };
}

const hubOf = (cache: string, options: Partial<HubOptions> = {}): HubOptions => ({
  endpoint: hub.endpoint,
  cacheFolder: place(cache),
  wait: () => Promise.resolve(),
  ...options,
});

const score = (model: string) => finish(scoreModel(model, { input: { ids: [3, 5, 7, 9, 2, 4, 6, 8] }, window: 8, threads: 1 }));

describe('a model of the hub', () => {
  it('scores as the same model in a folder does, by its weights in several files', async () => {
    const path = await finish(resolveModel('lab/tiny', { hub: hubOf('scored') }));
    expect(listExternalFiles(path)).toEqual(['model.onnx_data', 'more/weights.bin']);
    expect((await score(path)).nllPerWindow).toEqual((await score(place('tiny'))).nllPerWindow);
    expect(existsSync(join(dirname(path), 'unused.onnx_data'))).toBe(false);
  });

  it('is named after its repository, and brings its tokenizer', async () => {
    const path = await finish(resolveModel('lab/tiny:q4', { hub: hubOf('named') }));
    const source = findModelSource(path);
    expect(source).toMatchObject({ name: 'lab/tiny', config: { model_type: 'tiny' } });
    expect(source.tokenizerPath).toBe(join(source.folder, 'tokenizer.json'));
    expect(await inspectModel(path)).toMatchObject({ blocks: 2, normPlacement: 'post' });
  });

  it('is pruned with its weights beside the result', async () => {
    const path = await finish(resolveModel('lab/tiny', { hub: hubOf('pruned') }));
    await pruneModel({ model: path, change: changeOf(withoutBlocks(1)), out: place('without-1') });
    expect(openModel(place('without-1')).structure.blocks).toHaveLength(2);
    expect(await score(place('without-1'))).toMatchObject({ blockInfluence: { mean: [expect.any(Number), expect.any(Number)] } });
  });

  it('costs no network once it is here', async () => {
    const cache = hubOf('cached');
    const path = await finish(resolveModel('lab/tiny', { hub: cache }));
    const before = hub.requests.length;
    expect(await finish(resolveModel('lab/tiny', { hub: cache }))).toBe(path);
    expect(await finish(resolveModel('lab/tiny', { hub: { ...cache, offline: true } }))).toBe(path);
    expect(hub.requests).toHaveLength(before);
  });

  it('is completed where another program left out its weights', async () => {
    const cache = hubOf('incomplete');
    const path = await finish(resolveModel('lab/tiny', { hub: cache }));
    const weights = join(dirname(path), 'model.onnx_data');
    rmSync(realpathSync(weights));
    rmSync(weights);
    expect(await finish(resolveModel('lab/tiny', { hub: cache }))).toBe(path);
    expect(existsSync(weights)).toBe(true);
  });

  it('tells of its download in MiB', async () => {
    const steps: Progress[] = [];
    for await (const step of resolveModel('lab/tiny', { hub: hubOf('told') })) steps.push(step);
    expect(steps.every(({ phase, total }) => phase === 'download' && total >= 1)).toBe(true);
    expect(steps.map(({ note }) => note)).toContain('onnx/more/weights.bin');
  });

  it('refuses what is neither here nor there, naming both', async () => {
    const refused = finish(resolveModel('lab/nothing', { hub: hubOf('refused') }));
    await expect(refused).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringMatching(/no model at lab\/nothing .* on the hub/),
    });
    expect(() => findModelSource('lab/nothing')).toThrow(/lamina pull lab\/nothing/);
  });
});

describe('a folder with several variants', () => {
  it('is the plain model by itself, and another by name or path', () => {
    const roots = [temporary.path];
    expect(openModel(place('tiny')).structure.blocks).toHaveLength(3);
    for (const reference of [`${place('tiny')}:q4`, 'tiny:q4', 'tiny:onnx/model_q4.onnx'])
      expect(openModel(reference, { roots }).structure.blocks).toHaveLength(2);
    expect(findModelSource('tiny:q4', { roots })).toMatchObject({ name: 'tiny', folder: place('tiny') });
  });

  it('is found on this machine, never asked for on the hub', async () => {
    expect(await finish(resolveModel(`${place('tiny')}:q4`, { hub: hubOf('unused') }))).toBe(`${place('tiny')}:q4`);
    expect(await finish(resolveModel('tiny', { roots: [temporary.path], hub: hubOf('unused') }))).toBe('tiny');
    expect(existsSync(place('unused'))).toBe(false);
  });

  it('refuses a variant that it lacks, listing those it has', () => {
    expect(() => findModelSource(`${place('tiny')}:fp16`)).toThrow(/onnx\/model\.onnx, onnx\/model_q4\.onnx/);
    expect(() => findModelSource(`${place('tiny')}:../tiny/onnx/model.onnx`)).toThrow(/no model at/);
    expect(() => findModelSource(`${place('tiny')}:onnx`)).toThrow(/several models/);
    mkdirSync(place('empty'));
    expect(() => findModelSource(place('empty'))).toThrow(/neither onnx.model\.onnx, model\.safetensors nor a \.gguf file/);
  });

  it('takes a file whose name holds a colon as it is', () => {
    writeFileSync(place('a:b.onnx'), readFileSync(join(place('tiny'), 'onnx/model.onnx')));
    expect(openModel(place('a:b.onnx')).structure.blocks).toHaveLength(3);
  });
});
