import { describe, expect, it } from '@jest/globals';
import { assertTensorsClose } from './assert-tensors-close.ts';
import { buildTinyDecoder, type TinyDecoderOptions } from './build-tiny-decoder.ts';
import { buildTinyEncoder } from './build-tiny-encoder.ts';
import { runModel } from './run-model.ts';
import { scrambleModel } from './scramble-model.ts';

const ROWS = [[3, 7, 1, 12, 20, 5]];
const CHANGED = [[3, 7, 1, 12, 20, 6]];
const NORMS = ['pre', 'post', 'parallel', 'sandwich'] as const;

async function logitsOf(options: TinyDecoderOptions, rows = ROWS): Promise<readonly number[]> {
  return (await runModel(buildTinyDecoder(options), rows)).logits?.values ?? [];
}

describe('assertTensorsClose', () => {
  it('accepts what is within the tolerance, and nulls beside nulls', () => {
    assertTensorsClose([1, null, 3], [1.05, null, 3], 0.1);
    assertTensorsClose(Float32Array.of(0.5), [0.5], 0);
    assertTensorsClose([], [], 0);
  });

  it.each([
    ['a difference beyond the tolerance', [1, 2], [1, 2.2]],
    ['another length', [1], [1, 1]],
    ['NaN, which equals nothing', [Number.NaN], [Number.NaN]],
    ['NaN after a difference that is allowed', [1.05, Number.NaN, 1], [1, 1, 1]],
    ['a null where a number is expected', [null], [0]],
    ['a number where a null is expected', [0], [null]],
  ])('throws for %s', (_, actual, expected) => {
    expect(() => assertTensorsClose(actual, expected, 0.1)).toThrow();
  });
});

describe('buildTinyDecoder', () => {
  it.each(NORMS)('makes a decoder: a token changes nothing before itself (%s)', async (norm) => {
    const [before, after] = [await logitsOf({ norm, blocks: 2 }), await logitsOf({ norm, blocks: 2 }, CHANGED)];
    const last = 5 * 24;
    assertTensorsClose(after.slice(0, last), before.slice(0, last), 1e-6);
    expect(() => assertTensorsClose(after.slice(last), before.slice(last), 0.1)).toThrow();
  });

  it('gives each block weights that matter, and the same ones in every model of one seed', async () => {
    const whole = await logitsOf({ norm: 'pre', blocks: 3 });
    assertTensorsClose(await logitsOf({ norm: 'pre', blocks: [0, 1, 2] }), whole, 0);
    for (const other of [{ blocks: [0, 1] }, { blocks: [0, 2, 1] }, { blocks: 3, seed: 2 }]) {
      const logits = await logitsOf({ norm: 'pre', ...other });
      expect(() => assertTensorsClose(logits, whole, 0.1)).toThrow();
    }
  });

  it.each(['pre', 'post'] as const)('computes the same fused and unfused (%s)', async (norm) => {
    assertTensorsClose(await logitsOf({ norm, blocks: 3, fused: true }), await logitsOf({ norm, blocks: 3 }), 1e-5);
  });

  it('computes the same with and without cache ports', async () => {
    assertTensorsClose(await logitsOf({ norm: 'pre', blocks: 2, cache: false }), await logitsOf({ norm: 'pre', blocks: 2 }), 1e-6);
  });
});

describe('scrambleModel', () => {
  it('changes names and order, and nothing that is computed', async () => {
    const model = buildTinyDecoder({ norm: 'pre', blocks: 3, fused: true });
    const scrambled = scrambleModel(model, 4);
    const names = new Set(model.graph.nodes.flatMap(({ outputs }) => outputs));
    const kept = scrambled.graph.nodes.flatMap(({ outputs }) => outputs).filter((name) => name !== '' && names.has(name));
    expect(kept.sort()).toEqual(model.graph.outputs.map(({ name }) => name).sort());
    expect(scrambled.graph.nodes.map(({ opType }) => opType)).not.toEqual(model.graph.nodes.map(({ opType }) => opType));
    assertTensorsClose((await runModel(scrambled, ROWS)).logits?.values ?? [], (await runModel(model, ROWS)).logits?.values ?? [], 1e-6);
  });
});

describe('buildTinyEncoder', () => {
  it('lets every token see every other', async () => {
    const model = buildTinyEncoder({ blocks: 2 });
    const [before, after] = [await runModel(model, ROWS), await runModel(model, CHANGED)];
    const first = (outputs: typeof before): readonly number[] => outputs.last_hidden_state?.values.slice(0, 16) ?? [];
    expect(() => assertTensorsClose(first(after), first(before), 0.001)).toThrow();
  });
});
