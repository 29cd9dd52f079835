import { describe, expect, it } from '@jest/globals';
import type { GatedMlp, Linear, Norm } from '../architectures/decoder.ts';
import { plainAttention, plainBlock, plainExperts } from '../architectures/decoder-parts.ts';
import { getFillingBytes } from './filling-bytes.ts';
import { listSilencedWeights, listSublayerWeights } from './silenced-weights.ts';

const linear = (name: string, bias = false): Linear => ({
  weight: `${name}.weight`,
  bias: bias ? `${name}.bias` : null,
  layout: 'out-in',
  inputs: 4,
  outputs: 4,
});
const norm = (name: string, addsOne = false): Norm => ({ kind: 'rms', eps: 1e-6, weight: `${name}.weight`, bias: null, addsOne });
const gated = (place: string): GatedMlp => ({
  kind: 'gated',
  gate: linear(`${place}.gate`),
  up: linear(`${place}.up`),
  down: linear(`${place}.down`),
  activation: 'silu',
});
const block = plainBlock({
  mixer: plainAttention({
    heads: 1,
    keyHeads: 1,
    headSize: 4,
    projection: { kind: 'separate', query: linear('a.q'), key: linear('a.k'), value: linear('a.v') },
    output: linear('a.o', true),
  }),
  mlp: gated('m'),
  mixerNorm: norm('n1'),
  mlpNorm: norm('n2'),
});
const experts = plainExperts({
  router: linear('m.router'),
  selected: 1,
  experts: [gated('m.experts.0'), gated('m.experts.1')],
  shared: { mlp: gated('m.shared'), gate: null },
});

describe('listSilencedWeights', () => {
  const zeros = (...names: readonly string[]): object[] => names.map((name) => ({ name, filling: 'zeros' }));

  it('names the output projection with its bias, and those of every expert', () => {
    expect(listSilencedWeights(block, 'attention')).toEqual(zeros('a.o.weight', 'a.o.bias'));
    expect(listSilencedWeights(block, 'mlp')).toEqual(zeros('m.down.weight'));
    expect(listSilencedWeights({ ...block, mlp: experts }, 'mlp')).toEqual(
      zeros('m.experts.0.down.weight', 'm.experts.1.down.weight', 'm.shared.down.weight'),
    );
  });

  it('names a stacked tensor of all experts once', () => {
    const part = (index: number): GatedMlp => ({ ...gated('m'), down: { ...linear('m.down'), part: { index, of: 2 } } });
    const stacked = { ...block, mlp: { ...experts, experts: [part(0), part(1)], shared: null } };
    expect(listSilencedWeights(stacked, 'mlp')).toEqual(zeros('m.down.weight'));
  });

  it('names the norm after a sublayer if there is one, filled with −1 if the architecture adds one', () => {
    const sandwich = { ...block, mixerOutputNorm: norm('n3', true), mlpOutputNorm: { ...norm('n4'), bias: 'n4.bias' } };
    expect(listSilencedWeights(sandwich, 'attention')).toEqual([{ name: 'n3.weight', filling: 'minus-one' }]);
    expect(listSilencedWeights(sandwich, 'mlp')).toEqual(zeros('n4.weight', 'n4.bias'));
  });
});

describe('listSublayerWeights', () => {
  it('names the tensors that only one sublayer reads, not a norm that both read', () => {
    const attention = ['a.q', 'a.k', 'a.v', 'a.o'].map((name) => `${name}.weight`);
    expect([...listSublayerWeights(block, 'attention')].sort()).toEqual([...attention, 'a.o.bias', 'n1.weight'].sort());
    expect([...listSublayerWeights(block, 'mlp')].sort()).toEqual(['m.down.weight', 'm.gate.weight', 'm.up.weight', 'n2.weight']);
    const shared = { ...block, residual: 'parallel', mlpNorm: null } as const;
    expect(listSublayerWeights(shared, 'attention')).not.toContain('n1.weight');
  });
});

describe('getFillingBytes', () => {
  it('gives −1 in each type that norms are stored in', () => {
    const bytes = (type: 'F32' | 'F64'): DataView => new DataView(getFillingBytes('minus-one', type).buffer);
    expect(bytes('F32').getFloat32(0, true)).toBe(-1);
    expect(bytes('F64').getFloat64(0, true)).toBe(-1);
    // bfloat16 is the upper half of float32; float16 of −1 is 0xbc00 (IEEE 754: sign, exponent 15, no fraction).
    expect([...getFillingBytes('minus-one', 'BF16')]).toEqual([0x80, 0xbf]);
    expect([...getFillingBytes('minus-one', 'F16')]).toEqual([0x00, 0xbc]);
  });
});
