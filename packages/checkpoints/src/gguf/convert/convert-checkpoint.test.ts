import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { describeTextDecoder } from '../../build-checkpoint.ts';
import { type Checkpoint, type StoredTensor, TRANSFORMERS_LAYOUT } from '../../checkpoint.ts';
import type { Gguf } from '../read-gguf.ts';
import { convertCheckpoint } from './convert-checkpoint.ts';

interface Conversion {
  readonly config: Readonly<Record<string, unknown>>;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly architecture: string;
  readonly metadata: readonly (readonly [string, readonly string[], unknown])[];
  readonly tensors: Readonly<Record<string, readonly number[]>>;
  readonly factors: Readonly<Record<string, readonly number[]>>;
}

/** Files that llama.cpp's converter made from tiny models of transformers (fixtures/make_conversions.py). */
const CONVERSIONS = JSON.parse(readFileSync(join(import.meta.dirname, '../../../fixtures/gguf/conversions.json'), 'utf8')) as Record<
  string,
  Conversion
>;

/** The experts of the fixtures. */
const EXPERTS = 4;

/** The checkpoint of a case; the fixture lists the tensors of its first block only, and of its first expert. Values are the numbers of their places. */
function openCase({ config, shapes }: Conversion): {
  readonly checkpoint: Checkpoint;
  readonly read: (tensor: StoredTensor, start: number, length: number) => Uint8Array;
} {
  const tensors = new Map(
    Object.entries(shapes)
      .flatMap(([name, dims]) =>
        Array.from(
          { length: name.includes('.experts.0.') ? EXPERTS : 1 },
          (_, expert) => [name.replace('.experts.0.', `.experts.${expert}.`), dims] as const,
        ),
      )
      .map(([name, dims], place) => {
        const sizeBytes = dims.reduce((product, extent) => product * extent, 4);
        return [name, { name, dims, type: 'F32', file: 'model.safetensors', offset: place * 1e6, sizeBytes } as const];
      }),
  );
  return {
    checkpoint: { format: 'safetensors', config, tensors, layout: TRANSFORMERS_LAYOUT },
    read: (_, start, length) => new Uint8Array(Float32Array.from({ length: length / 4 }, (__, index) => start / 4 + index).buffer),
  };
}

function convertCase(conversion: Conversion): Gguf {
  const { checkpoint, read } = openCase(conversion);
  const { tensors: stored, ...facts } = describeTextDecoder(checkpoint);
  return convertCheckpoint({ ...facts, stored, name: 'tiny', read, tokenizer: new Map() }).gguf;
}

describe('convertCheckpoint', () => {
  it.each(Object.keys(CONVERSIONS))('states what the converter of llama.cpp states: %s', (name) => {
    const conversion = CONVERSIONS[name] as Conversion;
    const { metadata, tensors } = convertCase(conversion);
    const own = [...metadata.values()].filter(({ key }) => key.startsWith(`${conversion.architecture}.`));
    const found = own.map(({ key, type, value }) => [key, typeof value === 'object' ? value.read() : value, type]);
    expect(Object.fromEntries(found.map(([key, value]) => [key, value]))).toEqual(
      Object.fromEntries(conversion.metadata.map(([key, , value]) => [key, value])),
    );
    expect(Object.fromEntries(found.map(([key, , type]) => [key, type]))).toEqual(
      Object.fromEntries(conversion.metadata.map(([key, [type]]) => [key, type])),
    );
    expect(Object.fromEntries([...tensors].map(([key, { dims }]) => [key, dims]))).toEqual(conversion.tensors);
  });
});
