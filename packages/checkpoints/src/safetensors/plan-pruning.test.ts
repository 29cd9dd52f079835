import { describe, expect, it } from '@jest/globals';
import type { Decoder } from '../architectures/decoder.ts';
import type { StoredTensor } from '../checkpoint.ts';
import { planSafetensorsPruning, type SafetensorsPruningOptions } from './plan-pruning.ts';

/** Only what planning reads of a decoder: names of blocks, and embeddings per block. */
function decoderOf(blocks: number, perLayer?: unknown): Decoder {
  const block = (index: number): unknown => ({ mixer: { output: { weight: `model.layers.${index}.self_attn.o_proj.weight` } } });
  return { embedding: { perLayer }, blocks: Array.from({ length: blocks }, (_, index) => block(index)) } as unknown as Decoder;
}

function tensorsOf(names: readonly string[], files: readonly string[] = ['model.safetensors']): ReadonlyMap<string, StoredTensor> {
  return new Map(
    names.map((name, place) => {
      const file = files[Math.floor((place * files.length) / names.length)] ?? '';
      const isMask = name.endsWith('.mask');
      return [
        name,
        { name, dims: [2, 2], type: isMask ? 'BOOL' : 'BF16', file, offset: 100 + 8 * place, sizeBytes: isMask ? 4 : 8 },
      ] as const;
    }),
  );
}

const NAMES = [
  'model.embed_tokens.weight',
  'model.layers.0.mlp.experts.1.w1.weight',
  'model.layers.0.self_attn.mask',
  'model.layers.1.mlp.experts.0.w1.weight',
  'model.layers.2.mlp.experts.1.w1.weight',
  'model.norm.weight',
];
const options: SafetensorsPruningOptions = {
  tensors: tensorsOf(NAMES),
  decoder: decoderOf(3),
  kept: [0, 2],
  silenced: [],
  keptRows: null,
  isSharded: false,
  metadata: {},
};

/** A header as the format says: 8 bytes of length, then JSON. */
function parseHeader(bytes: Uint8Array): Record<string, { dtype: string; data_offsets: number[] }> {
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  expect(bytes.byteLength).toBe(8 + length);
  return JSON.parse(new TextDecoder().decode(bytes.subarray(8)));
}

describe('planSafetensorsPruning', () => {
  it('keeps the columns and rows of the kept blocks of tensors that have some for each block', () => {
    const projection = { weight: 'model.projection.weight', inputs: 2, outputs: 6 };
    const decoder = decoderOf(3, { weight: 'model.table.weight', rows: 4, size: 2, projection });
    const stored = [...tensorsOf(['model.table.weight', 'model.projection.weight']).values()];
    const dims = [
      [4, 6],
      [6, 2],
    ];
    const tensors = new Map(
      stored.map((tensor, place) => [tensor.name, { ...tensor, dims: dims[place] ?? [], sizeBytes: place === 0 ? 48 : 24 }]),
    );
    const placed = planSafetensorsPruning({ ...options, decoder, tensors }).files[0]?.tensors;
    expect(placed?.map((tensor) => [tensor.dims, tensor.sizeBytes, tensor.slices])).toEqual([
      [[4, 4], 32, { axis: 1, perBlock: 2, parametersPerBlock: 8, kept: [0, 2] }],
      [[4, 2], 16, { axis: 0, perBlock: 2, parametersPerBlock: 4, kept: [0, 2] }],
    ]);
  });

  it('renumbers blocks without gaps, and does not change the numbers of experts', () => {
    const { files, index } = planSafetensorsPruning(options);
    expect(index).toBeNull();
    expect(files.map(({ name }) => name)).toEqual(['model.safetensors']);
    expect(files[0]?.tensors.map(({ name, source }) => [name, source.name])).toEqual([
      ['model.embed_tokens.weight', 'model.embed_tokens.weight'],
      ['model.layers.0.mlp.experts.1.w1.weight', 'model.layers.0.mlp.experts.1.w1.weight'],
      ['model.layers.1.mlp.experts.1.w1.weight', 'model.layers.2.mlp.experts.1.w1.weight'],
      ['model.norm.weight', 'model.norm.weight'],
      ['model.layers.0.self_attn.mask', 'model.layers.0.self_attn.mask'],
    ]);
  });

  it('writes a header of a multiple of 8 bytes whose ranges follow each other', () => {
    const [file] = planSafetensorsPruning({ ...options, metadata: { source: 'here' } }).files;
    const header = parseHeader(file?.header ?? new Uint8Array(0));
    expect((file?.header.byteLength ?? 1) % 8).toBe(0);
    expect(header.__metadata__).toEqual({ source: 'here', format: 'pt' });
    expect(header['model.layers.1.mlp.experts.1.w1.weight']).toEqual({ dtype: 'BF16', shape: [2, 2], data_offsets: [16, 24] });
    expect(header['model.layers.0.self_attn.mask']).toMatchObject({ dtype: 'BOOL', data_offsets: [32, 36] });
  });

  it('keeps names that leave the prefix out, and numbers behind the last block behind it', () => {
    const stored = { name: 'layers.2.up.weight', dims: [1], type: 'F32', file: 'f', offset: 0, sizeBytes: 4 } as const;
    const extra = { ...stored, name: 'layers.3.up.weight', offset: 4 };
    const tensors = new Map<string, StoredTensor>([
      ['model.layers.2.up.weight', stored],
      ['model.layers.3.up.weight', extra],
    ]);
    const [file] = planSafetensorsPruning({ ...options, tensors }).files;
    expect(file?.tensors.map(({ name }) => name)).toEqual(['layers.1.up.weight', 'layers.2.up.weight']);
  });

  it('writes shards no larger than those of the source, and an index of their tensors', () => {
    const tensors = tensorsOf(NAMES, [
      'model-00001-of-00003.safetensors',
      'model-00002-of-00003.safetensors',
      'model-00003-of-00003.safetensors',
    ]);
    const { files, index } = planSafetensorsPruning({ ...options, tensors, isSharded: true });
    expect(files.map(({ name, tensors: own }) => [name, own.length])).toEqual([
      ['model-00001-of-00003.safetensors', 2],
      ['model-00002-of-00003.safetensors', 2],
      ['model-00003-of-00003.safetensors', 1],
    ]);
    expect(index).toMatchObject({ metadata: { total_size: 36 } });
    expect(index?.weight_map).toEqual({
      'model.embed_tokens.weight': 'model-00001-of-00003.safetensors',
      'model.layers.0.mlp.experts.1.w1.weight': 'model-00001-of-00003.safetensors',
      'model.layers.0.self_attn.mask': 'model-00002-of-00003.safetensors',
      'model.layers.1.mlp.experts.1.w1.weight': 'model-00002-of-00003.safetensors',
      'model.norm.weight': 'model-00003-of-00003.safetensors',
    });
  });
});
