import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findModelSource, loadTokenizer } from '@lamina/models';
import { changeOf, UNCHANGED, type WeightPrecision } from '@lamina/plans';
import { assertTensorsClose, buildTinyDecoder, createTemporaryFolder, writeModelFolder } from '@lamina/test-utils/models';
import { inspectModel } from '../../inspect/inspect-model.ts';
import { type ScoreResult, scoreModel } from '../../score/score-model.ts';
import { finish, withoutBlocks } from '../../session/golden.fixture.ts';
import { pruneModel } from '../prune/prune-model.ts';
import { type QuantizeOptions, type QuantizeResult, quantizeModel } from './quantize-model.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

const place = (name: string): string => join(temporary.path, name);
const quantize = ({
  precision,
  ...options
}: Omit<QuantizeOptions, 'change'> & { readonly precision: WeightPrecision }): Promise<QuantizeResult> =>
  finish(quantizeModel({ ...options, change: { ...UNCHANGED, precision } }));
const score = (model: string): Promise<ScoreResult> =>
  finish(scoreModel(model, { input: { ids: Array.from({ length: 96 }, (_, index) => (index * 7) % 24) }, window: 24, threads: 1 }));

let model = '';
beforeAll(() => {
  // Wide enough that its weights lie beside the graph's bytes and are read as ranges of the file.
  model = writeModelFolder(place('plain'), buildTinyDecoder({ norm: 'pre', blocks: 3, hidden: 96, tied: true, seed: 4 }));
});

describe('quantizeModel', () => {
  it.each([
    ['fp16', 2e-3],
    ['int8', 2e-2],
    ['int4', 0.3],
    ['w8a8', 5e-2],
  ] as const)('writes a model in %s that is read, checked and scored like any other', async (precision, tolerance) => {
    const out = place(`to-${precision}`);
    const result = await quantize({ model, precision, out });
    const inspection = await inspectModel(out);
    // A graph shows the weights of w8a8: activations are rounded while it runs.
    expect(inspection).toMatchObject({ blocks: 3, precision: precision === 'w8a8' ? 'int8' : precision, selfCheck: { passed: true } });
    // The table that lookups and head share is stored twice, but it is one set of parameters.
    expect(inspection.parameters).toBe((await inspectModel(model)).parameters);
    expect(result.bytesAfter).toBeLessThan(result.bytesBefore * 0.75);
    const [before, after] = [await score(model), await score(out)];
    assertTensorsClose(after.nllPerWindow, before.nllPerWindow, tolerance * (before.nllPerWindow[0] ?? 0));
    expect(after.nllPerWindow).not.toEqual(before.nllPerWindow);
    expect(JSON.parse(readFileSync(join(out, 'quantization.json'), 'utf8'))).toMatchObject({
      format: 'lamina-quantization@1',
      precision,
      parent: { name: 'plain', precision: 'fp32' },
      weightCount: result.weightCount,
    });
    for (const name of ['config.json', 'tokenizer.json']) expect(existsSync(join(out, name))).toBe(true);
  });

  it('writes the tokenizer that lies inside a GGUF file', async () => {
    const gguf = join(import.meta.dirname, '../../../fixtures/tiny-gguf/parts');
    await quantize({ model: gguf, precision: 'int8', out: place('of-gguf'), digests: { cacheFolder: place('own/digests') } });
    const ids = loadTokenizer(findModelSource(place('of-gguf'))).encode('badge');
    // The vocabulary of the fixture: an end token, the letters in order, and at last "ad".
    expect(ids).toEqual([2, 47, 7, 5]);
    expect(loadTokenizer(findModelSource(gguf)).encode('badge')).toEqual(ids);
  });

  it('gives the same numbers before and after pruning, and keeps both records', async () => {
    await quantize({ model, precision: 'int4', out: place('q') });
    await pruneModel({ model: place('q'), change: changeOf(withoutBlocks(1)), out: place('q-then-p') });
    await pruneModel({ model, change: changeOf(withoutBlocks(1)), out: place('p') });
    await quantize({ model: place('p'), precision: 'int4', out: place('p-then-q') });
    const [first, second] = [await score(place('q-then-p')), await score(place('p-then-q'))];
    expect(second.nllPerWindow).toEqual(first.nllPerWindow);
    for (const folder of ['q-then-p', 'p-then-q'])
      for (const name of ['quantization.json', 'prune-plan.json']) expect(existsSync(join(place(folder), name))).toBe(true);
  });

  it('replaces its own folder, and no other', async () => {
    const out = place('again');
    await quantize({ model, precision: 'int8', out });
    await expect(quantize({ model, precision: 'int4', out })).resolves.toMatchObject({ precision: 'int4' });
    mkdirSync(place('taken'));
    writeFileSync(join(place('taken'), 'thesis.txt'), 'mine');
    await expect(quantize({ model, precision: 'int4', out: place('taken') })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(quantize({ model: out, precision: 'fp16', out })).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('refuses blocks that ONNX Runtime does not read, and weights that are quantized already', async () => {
    await expect(quantize({ model, precision: 'int4', blockSize: 48, out: place('odd') })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
    await quantize({ model, precision: 'int4', out: place('four') });
    await expect(quantize({ model: place('four'), precision: 'int8', out: place('eight') })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
    expect(existsSync(place('eight'))).toBe(false);
  });

  it('refuses half precision for weights beyond its range', async () => {
    const built = buildTinyDecoder({ norm: 'pre', blocks: 1 });
    const [first] = built.graph.initializers.filter(({ dims, dataType }) => dims.length === 2 && dataType === 1);
    const initializers = built.graph.initializers.map((tensor) =>
      tensor === first
        ? {
            ...tensor,
            data: {
              kind: 'bytes',
              bytes: new Uint8Array(new Float32Array(tensor.dims.reduce((a, b) => a * b, 1)).fill(1e6).buffer),
            } as const,
          }
        : tensor,
    );
    const large = writeModelFolder(place('large'), { ...built, graph: { ...built.graph, initializers } });
    await expect(quantize({ model: large, precision: 'fp16', out: place('large-fp16') })).rejects.toMatchObject({
      code: 'MODEL_UNSUPPORTED',
    });
    expect(existsSync(place('large-fp16'))).toBe(false);
  });
});
