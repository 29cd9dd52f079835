import { describe, expect, it } from '@jest/globals';
import { measureSaving, type StoredEfficiency } from './measure-saving.ts';

const REMOVAL = { pruningKeys: ['a', 'b'], removedParameters: 1_000, cacheBytesPerToken: 24 } as unknown as Parameters<
  typeof measureSaving
>[0];
const SPEED = { prefillRatio: null, prefillLow: null, prefillHigh: null, decodeRatio: null, decodeLow: null, decodeHigh: null };
const measured = (pruningKey: string | null, weightsBytes: number, cacheBytesPerToken: number): StoredEfficiency => ({
  ...{ pruningKey, weightsBytes, cacheBytesPerToken, machine: 'host', measuredAlone: true },
  ...SPEED,
});

describe('what a removal saves', () => {
  const save = (precision: string, efficiencies: readonly StoredEfficiency[]) =>
    measureSaving(REMOVAL, { model: { parameterCount: 10_000, precision }, efficiencies });

  it.each([
    ['fp32', 4_000],
    ['fp16', 2_000],
    ['bf16', 2_000],
    // Of several number formats in one model it is not known which weights are gone.
    ['int8', null],
    ['int4', null],
    ['unknown', null],
  ])('is computed from its parameters in %s where it was not measured: %p bytes', (precision, bytes) => {
    expect(save(precision, [])).toMatchObject({ parameters: 1_000, parameterRatio: 0.1, bytes, cacheBytesPerToken: null, prefill: null });
  });

  it('is what was measured of it, and its cache is known beside a measured whole model', () => {
    expect(save('int8', [measured(null, 12_000, 32), measured('b', 10_900, 16)])).toMatchObject({ bytes: 1_100, cacheBytesPerToken: 16 });
    expect(save('fp32', [measured(null, 40_000, 32), measured('other', 1, 1)])).toMatchObject({ bytes: 4_000, cacheBytesPerToken: 8 });
  });
});
