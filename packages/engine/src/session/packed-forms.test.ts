import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { decodeWeights, findWeightType, joinPackedTensors, type StoredTensor, type StoredType } from '@lamina/checkpoints';
import { CodedWeights, DECODED_FILE, findStoredForm, openPackedFile } from '@lamina/models';
import {
  createAttribute,
  createInt64Tensor,
  createModel,
  createNode,
  createValueInfo,
  DATA_TYPE,
  encodeModel,
  type Model,
  type Tensor,
} from '@lamina/onnx';
import { WEIGHT_TYPE_NAMES } from '@lamina/plans';
import { packWeights } from '@lamina/surgery';
import { createSeededRandom, createTemporaryFolder } from '@lamina/test-utils/models';
import * as ort from 'onnxruntime-node';
import { createSession } from './session.ts';

const ROWS = 24;
const COLUMNS = 512;
const TOKENS = 7;
/** A share of the largest product or value. */
const TOLERANCE = 2e-6;
const IDS = [3, 0, 23, 3];

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

const BLOCK_TYPES = WEIGHT_TYPE_NAMES.filter((type) => (findWeightType(type)?.blockElements ?? 1) > 1);

/** Random blocks with small scales: of random ones, many would be infinite or no number. */
function makeBlocks(type: StoredType): Uint8Array {
  const random = createSeededRandom('blocks');
  const { blockBytes = 1, blockElements = 1, halves = [] } = findWeightType(type) ?? {};
  const bytes = Uint8Array.from({ length: ((ROWS * COLUMNS) / blockElements) * blockBytes }, () => Math.floor(random() * 256));
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < bytes.length; at += blockBytes) {
    for (const place of halves) view.setFloat16(at + place, (random() - 0.3) / 50, true);
    if (type === 'MXFP4') bytes[at] = 120 + Math.floor(random() * 6);
  }
  return bytes;
}

interface Coded {
  readonly weights: CodedWeights;
  /** float32[ROWS, COLUMNS] */
  readonly values: Float32Array;
}

function storeBlocks(type: StoredType): Coded {
  const folder = join(temporary.path, type);
  mkdirSync(folder);
  const bytes = makeBlocks(type);
  writeFileSync(join(folder, 'model.gguf'), bytes);
  const tensor: StoredTensor = { name: 'w', dims: [ROWS, COLUMNS], type, file: 'model.gguf', offset: 0, sizeBytes: bytes.length };
  const weights = new CodedWeights(new Map([['w', tensor]]), folder, { cacheFolder: join(folder, 'digests') });
  return { weights, values: decodeWeights(type, bytes) };
}

type StoredPart = readonly [name: string, type: StoredType, dims: readonly number[], bytes: Uint8Array];

/** A weight `w.weight` of several tensors in a safetensors file. */
function storeParts(name: string, parts: readonly StoredPart[], quantization: object): Coded {
  const folder = join(temporary.path, name);
  mkdirSync(folder);
  let end = 0;
  const tensors = parts.map(([part, type, dims, bytes]): StoredTensor => {
    const offset = end;
    end += bytes.length;
    return { name: part, type, dims, file: 'model.safetensors', offset, sizeBytes: bytes.length };
  });
  writeFileSync(join(folder, 'model.safetensors'), Buffer.concat(parts.map(([, , , bytes]) => bytes)));
  const joined = joinPackedTensors(new Map(tensors.map((tensor) => [tensor.name, tensor])), { quantization_config: quantization });
  const tensor = joined?.get('w.weight') ?? joined?.get('w');
  if (tensor === undefined) throw new Error('nothing is packed');
  const weights = new CodedWeights(new Map([['w', tensor]]), folder, { cacheFolder: join(folder, 'digests') });
  const pieces = [...(tensor.packed?.decode(weights.readTensor) ?? [])];
  return { weights, values: Float32Array.from(pieces.flatMap((piece) => [...piece])) };
}

const noise = createSeededRandom('parts');
const randomBytes = (length: number): Uint8Array => Uint8Array.from({ length }, () => Math.floor(noise() * 256));
/** float16 from 0.01 to 0.03. */
const scalesOf = (count: number): Uint8Array => new Uint8Array(Float16Array.from({ length: count }, () => 0.01 + noise() / 50).buffer);
const floatsOf = (count: number): Uint8Array => new Uint8Array(Float32Array.from({ length: count }, () => 0.5 + noise()).buffer);
/** E4M3 without its two patterns that are no numbers. */
const float8s = (count: number): Uint8Array => randomBytes(count).map((code) => ((code & 0x7f) === 0x7f ? code ^ 1 : code));
const GROUPS = 4;
/** Inputs of a group lie apart, as with act-order. */
const APART = new Uint8Array(Int32Array.from({ length: COLUMNS }, (_, input) => (input * 5) % GROUPS).buffer);

const gptqParts = (bits: number): readonly StoredPart[] => [
  ['w.qweight', 'I32', [(COLUMNS * bits) / 32, ROWS], randomBytes((COLUMNS * bits * ROWS) / 8)],
  ['w.qzeros', 'I32', [GROUPS, (ROWS * bits) / 32], randomBytes((GROUPS * ROWS * bits) / 8)],
  ['w.scales', 'F16', [GROUPS, ROWS], scalesOf(GROUPS * ROWS)],
];

/** Files whose weights lie in several tensors. */
const STORED: Readonly<Record<string, () => Coded>> = {
  'GPTQ with 4 bits': () => storeParts('gptq-4', gptqParts(4), { quant_method: 'gptq', bits: 4 }),
  'GPTQ with 3 bits': () => storeParts('gptq-3', gptqParts(3), { quant_method: 'gptq', bits: 3, checkpoint_format: 'gptq_v2' }),
  'GPTQ with 8 bits': () => storeParts('gptq-8', gptqParts(8), { quant_method: 'gptq', bits: 8, checkpoint_format: 'gptq_v2' }),
  'GPTQ with groups of inputs that lie apart': () =>
    storeParts('gptq-order', [...gptqParts(4), ['w.g_idx', 'I32', [COLUMNS], APART]], { quant_method: 'gptq', bits: 4 }),
  AWQ: () => {
    const parts: readonly StoredPart[] = [
      ['w.qweight', 'I32', [COLUMNS, ROWS / 8], randomBytes((COLUMNS * ROWS) / 2)],
      ['w.qzeros', 'I32', [GROUPS, ROWS / 8], randomBytes((GROUPS * ROWS) / 2)],
      ['w.scales', 'F16', [GROUPS, ROWS], scalesOf(GROUPS * ROWS)],
    ];
    return storeParts('awq', parts, { quant_method: 'awq', bits: 4 });
  },
  'compressed-tensors with 8 bits and a scale for each output': () => {
    const parts: readonly StoredPart[] = [
      ['w.weight_packed', 'I32', [ROWS, COLUMNS / 4], randomBytes(ROWS * COLUMNS)],
      ['w.weight_scale', 'F32', [ROWS, 1], floatsOf(ROWS)],
    ];
    return storeParts('compressed', parts, { quant_method: 'compressed-tensors', config_groups: { all: { weights: { num_bits: 8 } } } });
  },
  'FP8 in blocks': () => {
    const parts: readonly StoredPart[] = [
      ['w.weight', 'F8_E4M3', [ROWS, COLUMNS], float8s(ROWS * COLUMNS)],
      ['w.weight_scale_inv', 'F32', [2, 4], floatsOf(8)],
    ];
    return storeParts('fp8', parts, { quant_method: 'fp8', weight_block_size: [16, 128] });
  },
  'FP8 with a scale for each output': () => {
    const parts: readonly StoredPart[] = [
      ['w.weight', 'F8_E4M3', [ROWS, COLUMNS], float8s(ROWS * COLUMNS)],
      ['w.weight_scale', 'F32', [ROWS, 1], floatsOf(ROWS)],
    ];
    return storeParts('fp8-rows', parts, { quant_method: 'compressed-tensors' });
  },
  NVFP4: () => {
    const parts: readonly StoredPart[] = [
      ['w.weight_packed', 'U8', [ROWS, COLUMNS / 2], randomBytes((ROWS * COLUMNS) / 2)],
      ['w.weight_scale', 'F8_E4M3', [ROWS, COLUMNS / 16], float8s((ROWS * COLUMNS) / 16)],
      ['w.weight_global_scale', 'F32', [1], floatsOf(1)],
    ];
    return storeParts('nvfp4', parts, { quant_method: 'compressed-tensors' });
  },
  'MXFP4 of safetensors': () => {
    const parts: readonly StoredPart[] = [
      ['w_blocks', 'U8', [ROWS, COLUMNS / 32, 16], randomBytes((ROWS * COLUMNS) / 2)],
      ['w_scales', 'U8', [ROWS, COLUMNS / 32], randomBytes((ROWS * COLUMNS) / 32).map((byte) => 120 + (byte % 8))],
    ];
    return storeParts('mxfp4', parts, { quant_method: 'mxfp4' });
  },
};

/** x·Wᵀ, rows of W, and Wᵀ. */
function buildModel(weights: CodedWeights): Model {
  const place = weights.decoded.get('w');
  if (place === undefined) throw new Error('no weight');
  const w: Tensor = {
    ...{ name: 'w', dims: [ROWS, COLUMNS], dataType: DATA_TYPE.float, rest: [] },
    data: { kind: 'external', location: DECODED_FILE, offset: place.offset, sizeBytes: place.sizeBytes },
  };
  const transposed = [createAttribute('transB', { kind: 'int', value: 1 })];
  const model = createModel({
    name: 'readers of a weight',
    nodes: [
      createNode('FusedMatMul', ['x', 'w'], ['product'], { domain: 'com.microsoft', attributes: transposed }),
      createNode('Gather', ['w', 'ids'], ['rows']),
      createNode('Transpose', ['w'], ['turned']),
    ],
    initializers: [w, createInt64Tensor('ids', IDS, [2, 2])],
    inputs: [createValueInfo('x', DATA_TYPE.float, [1, TOKENS, COLUMNS])],
    outputs: ['product', 'rows', 'turned'].map((name) => createValueInfo(name, DATA_TYPE.float, null)),
  });
  return { ...model, opsets: [...model.opsets, { domain: 'com.microsoft', version: 1 }] };
}

const random = createSeededRandom('inputs');
const X = Float32Array.from({ length: TOKENS * COLUMNS }, () => random() * 2 - 1);

/** In float64. */
function multiply(values: Float32Array): readonly number[] {
  const product = new Array<number>(TOKENS * ROWS).fill(0);
  for (let token = 0; token < TOKENS; token += 1)
    for (let row = 0; row < ROWS; row += 1)
      for (let column = 0; column < COLUMNS; column += 1)
        (product[token * ROWS + row] as number) += (X[token * COLUMNS + column] as number) * (values[row * COLUMNS + column] as number);
  return product;
}

function expectClose(found: ort.Tensor | undefined, wanted: ArrayLike<number>): void {
  const values = found?.data as Float32Array;
  expect(values).toHaveLength(wanted.length);
  const largest = Math.max(...Array.from(wanted, Math.abs));
  const gap = values.reduce((most, value, place) => Math.max(most, Math.abs(value - (wanted[place] as number))), 0);
  expect(gap / largest).toBeLessThan(TOLERANCE);
}

function expectValues({ product, rows, turned }: ort.InferenceSession.OnnxValueMapType, values: Float32Array): void {
  expectClose(product as ort.Tensor, multiply(values));
  expectClose(
    rows as ort.Tensor,
    IDS.flatMap((id) => [...values.subarray(id * COLUMNS, (id + 1) * COLUMNS)]),
  );
  expectClose(
    turned as ort.Tensor,
    Array.from(values, (_, place) => values[(place % ROWS) * COLUMNS + Math.floor(place / ROWS)] as number),
  );
}

const feeds = () => ({ x: new ort.Tensor('float32', X, [1, TOKENS, COLUMNS]) });

async function expectPacked({ weights, values }: Coded): Promise<void> {
  const model = buildModel(weights);
  for (const readsFewTokens of [false, true]) {
    const options = { providers: ['cpu'], threads: 1, readsFewTokens } as const;
    const session = await createSession(model, { folder: weights.folder, coded: weights }, options);
    expectValues(await session.run(feeds()), values);
    await session.release();
  }
  // As sessions on devices read them.
  const file = await openPackedFile(weights);
  const floats = packWeights(model, (tensor) => findStoredForm(weights, file, tensor), 'all');
  const extra = { session: { model_external_initializers_file_folder_path: file.folder } };
  const plain = await ort.InferenceSession.create(encodeModel(floats), { extra, logSeverityLevel: 4 });
  expectValues(await plain.run(feeds()), values);
  await plain.release();
}

describe('packed weights', () => {
  it.each(BLOCK_TYPES)('of %s multiply as the decoded values do in float64', async (type) => {
    await expectPacked(storeBlocks(type));
  });

  it.each(Object.keys(STORED))('of %s multiply as the decoded values do in float64', async (name) => {
    const coded = STORED[name]?.();
    if (coded === undefined) throw new Error(`no case ${name}`);
    await expectPacked(coded);
    const [place] = (await openPackedFile(coded.weights)).places.values();
    expect(place).toHaveProperty('form');
  });
});
