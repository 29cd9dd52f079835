import { closeSync, ftruncateSync, openSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { feedFactsOf, openModel } from '@lamina/models';
import { DATA_TYPE, type Model, readModel, sourceFromBytes, type Tensor } from '@lamina/onnx';
import { changeOf } from '@lamina/plans';
import {
  assertTensorsClose,
  buildTinyDecoder,
  convertPrecision,
  createTemporaryFolder,
  extractFunction,
  mergeDecoders,
  quantizeModel,
  roundToBfloat16,
  type TinyDecoderOptions,
  writeModelFolder,
} from '@lamina/test-utils/models';
import { type ScoreResult, scoreModel } from '../../score/score-model.ts';
import { buildFeeds, floatsOf, formBatches } from '../../session/batches.ts';
import { finish, withoutBlocks } from '../../session/golden.fixture.ts';
import { createSession } from '../../session/session.ts';
import { pruneModel } from './prune-model.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);
const IDS = [3, 9, 4, 11, 2, 17, 8, 5];
let folders = 0;

function newPath(): string {
  folders += 1;
  return join(temporary.path, `model-${folders}`);
}

function write(model: Model): string {
  return writeModelFolder(newPath(), model);
}

function score(model: string): Promise<ScoreResult> {
  return finish(scoreModel(model, { input: { ids: IDS }, window: IDS.length, threads: 1 }));
}

function readWritten(folder: string): Model {
  return readModel(sourceFromBytes(readFileSync(join(folder, 'onnx/model.onnx'))));
}

type Build = (blocks: TinyDecoderOptions['blocks']) => Model;
const HALF = 0.05;
const hybrid = { norm: 'pre', mixer: (identity: number) => (identity === 1 ? 'attention' : 'state-space') } as const;

/** A form of a model, the float32 model it stands for, and how far rounding may take them apart. */
const FORMS: readonly (readonly [string, Build, Build, number])[] = [
  ...(['outside', 'inside'] as const).map(
    (weights) =>
      [
        `two decoders merged, weights ${weights} the branches`,
        (blocks: TinyDecoderOptions['blocks']) => {
          const options = { norm: 'pre', hidden: 128, blocks } as const;
          return mergeDecoders(buildTinyDecoder(options), buildTinyDecoder({ ...options, ignoresPast: true }), { weights });
        },
        (blocks: TinyDecoderOptions['blocks']) => buildTinyDecoder({ norm: 'pre', hidden: 128, blocks }),
        1e-5,
      ] as const,
  ),
  [
    'local functions',
    (blocks) =>
      extractFunction(buildTinyDecoder({ norm: 'parallel', blocks }), ['block_0/weights', 'block_0/scores'], {
        name: 'softmax',
        attributes: 'given',
      }),
    (blocks) => buildTinyDecoder({ norm: 'parallel', blocks }),
    1e-5,
  ],
  [
    'bfloat16 weights, caches and states',
    (blocks) => convertPrecision(buildTinyDecoder({ ...hybrid, blocks }), 'bfloat16'),
    (blocks) => roundToBfloat16(buildTinyDecoder({ ...hybrid, blocks })),
    1e-5,
  ],
  [
    'float16 weights, caches and states',
    (blocks) => convertPrecision(buildTinyDecoder({ ...hybrid, blocks }), 'float16'),
    (blocks) => buildTinyDecoder({ ...hybrid, blocks }),
    HALF,
  ],
  [
    'a float32 embedding before a float16 stream',
    (blocks) => convertPrecision(buildTinyDecoder({ norm: 'pre', blocks }), 'float16', { floatEmbedding: true }),
    (blocks) => buildTinyDecoder({ norm: 'pre', blocks }),
    HALF,
  ],
  [
    'weights in 4 bits',
    (blocks) => quantizeModel(buildTinyDecoder({ norm: 'sandwich', blocks }), 'nbits'),
    (blocks) => quantizeModel(buildTinyDecoder({ norm: 'sandwich', blocks }), 'nbits'),
    1e-5,
  ],
];

describe.each(FORMS)('a model with %s', (_, build, plain, tolerance) => {
  it('scores as the plain one', async () => {
    const [actual, expected] = [await score(write(build(3))), await score(write(plain(3)))];
    assertTensorsClose(actual.blockInfluence.mean, expected.blockInfluence.mean, tolerance);
    assertTensorsClose(actual.nllPerWindow, expected.nllPerWindow, tolerance * IDS.length);
  });

  it('is pruned into a plain decoder that scores as one built without the blocks', async () => {
    const out = newPath();
    await pruneModel({ model: write(build(3)), change: changeOf(withoutBlocks(0)), out, copyWeights: true });
    const expected = await score(write(plain([1, 2])));
    assertTensorsClose((await score(out)).nllPerWindow, expected.nllPerWindow, tolerance * IDS.length);
    const { graph, functions } = readWritten(out);
    expect(functions).toEqual([]);
    expect(graph.nodes.map(({ opType }) => opType)).not.toContain('If');
    expect(graph.inputs.map(({ name }) => name)).toEqual(plain([1, 2]).graph.inputs.map(({ name }) => name));
  });
});

describe('pruneModel', () => {
  it('writes half-precision weights and ports as they were', async () => {
    for (const precision of ['float16', 'bfloat16'] as const) {
      const out = newPath();
      const model = convertPrecision(buildTinyDecoder({ ...hybrid, blocks: 3 }), precision);
      await pruneModel({ model: write(model), change: changeOf(withoutBlocks(1)), out });
      const { graph } = readWritten(out);
      const types = [...graph.initializers.map(({ dataType }) => dataType), ...graph.inputs.map(({ elementType }) => elementType)];
      expect(types).toContain(DATA_TYPE[precision]);
      expect(types).not.toContain(DATA_TYPE.float);
    }
  });
});

describe('weights in other files', () => {
  const options = { norm: 'pre', hidden: 64 } as const;

  /** Moves every large weight to one of the named files, each from `offset` on; files are sparse before it. */
  function moveOut(model: Model, folder: string, files: readonly string[], offset: number): Model {
    const ends = new Map(files.map((file) => [file, offset]));
    let place = 0;
    const initializers = model.graph.initializers.map((tensor): Tensor => {
      if (tensor.data.kind !== 'bytes' || tensor.data.bytes.byteLength < 1024) return tensor;
      const location = files[place % files.length] ?? '';
      place += 1;
      const at = ends.get(location) ?? offset;
      const { bytes } = tensor.data;
      ends.set(location, at + bytes.byteLength);
      writeAt(join(folder, 'onnx', location), bytes, at);
      return { ...tensor, data: { kind: 'external', location, offset: at, sizeBytes: bytes.byteLength } };
    });
    return { ...model, graph: { ...model.graph, initializers } };
  }

  function writeAt(path: string, bytes: Uint8Array, position: number): void {
    const descriptor = openSync(path, 'a+');
    closeSync(descriptor);
    const file = openSync(path, 'r+');
    if (statSync(path).size < position) ftruncateSync(file, position);
    writeSync(file, bytes, 0, bytes.byteLength, position);
    closeSync(file);
  }

  function writeExternal(files: readonly string[], offset: number): string {
    const folder = write(buildTinyDecoder({ ...options, blocks: 1 }));
    writeModelFolder(folder, moveOut(buildTinyDecoder({ ...options, blocks: 3 }), folder, files, offset));
    return folder;
  }

  it('are read from and pruned into several files', async () => {
    const parent = writeExternal(['model.onnx_data', 'model.onnx_data_1', 'model.onnx_data_2'], 4096);
    const expected = await score(write(buildTinyDecoder({ ...options, blocks: [0, 2] })));
    for (const copyWeights of [false, true]) {
      const out = newPath();
      await pruneModel({ model: parent, change: changeOf(withoutBlocks(1)), out, copyWeights });
      assertTensorsClose((await score(out)).nllPerWindow, expected.nllPerWindow, 1e-5);
    }
  });

  it('may begin beyond 2 GiB of their file', async () => {
    const parent = writeExternal(['model.onnx_data'], 2 ** 31 + 4096);
    const out = newPath();
    const { parametersAfter } = await pruneModel({ model: parent, change: changeOf(withoutBlocks(1)), out, copyWeights: true });
    const built = write(buildTinyDecoder({ ...options, blocks: [0, 2] }));
    const expected = await score(built);
    expect(parametersAfter).toBe(expected.model.parameters);
    assertTensorsClose((await score(out)).nllPerWindow, expected.nllPerWindow, 1e-5);
    // Scoring the parent would digest its 2 GiB; running it shows that ONNX Runtime finds the weights there.
    const opened = openModel(parent);
    const session = await createSession(opened.structure.model, opened.mapped.weights, { threads: 1 });
    for (const { tokens } of formBatches([{ ids: IDS, next: 0 }], 1)) {
      const outputs = await session.run(buildFeeds(session.model.graph, tokens, feedFactsOf(opened)));
      expect(floatsOf(outputs, 'logits').every(Number.isFinite)).toBe(true);
    }
    await session.release();
  });

  it('are refused in more than one folder, naming the folders', () => {
    const parent = newPath();
    const model = buildTinyDecoder({ ...options, blocks: 1 });
    writeModelFolder(join(parent, 'onnx', 'part'), buildTinyDecoder({ ...options, blocks: 1 }));
    writeModelFolder(parent, model);
    writeFileSync(join(parent, 'onnx', 'part', 'onnx', 'other'), '');
    const external = moveOut(model, parent, ['part/onnx/a.bin', 'b.bin'], 0);
    writeModelFolder(parent, external);
    expect(() => openModel(parent)).toThrow('2 folders');
  });
});
