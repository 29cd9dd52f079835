import { describe, expect, it } from '@jest/globals';
import { describeQuantization } from './describe-study.ts';
import type { QuantizationRow } from './tabulate-quantization.ts';

const row = (precision: string, machine: string | null): QuantizationRow => ({
  ...{ model: 'm', precision, order: 'dense', removed: [], values: { 'facts acc': 0.5 } },
  ...{ weightsBytes: 2_000_000, prefillTokensPerSecond: 100.4, decodeTokensPerSecond: machine === null ? null : 9.96, machine },
});

describe('describeQuantization', () => {
  it('puts a row under its columns and names the machine of its speeds', () => {
    expect(describeQuantization([row('fp32', 'here, CPU, cpu, 2 threads')]).split('\n')).toEqual([
      '| precision | blocks removed | order | facts acc | weights, MB | prefill, tokens/s | decode, tokens/s |',
      '| --- | --- | --- | --- | --- | --- | --- |',
      '| fp32 | none | dense | 0.5000 | 2.00 | 100 | 10.0 |',
      '',
      'Speeds on here, CPU, cpu, 2 threads; numbers of another machine are not comparable with these.',
    ]);
  });

  it('says that speeds of several machines do not compare, and nothing where none was measured', () => {
    expect(describeQuantization([row('fp32', 'here'), row('int8', 'there'), row('int4', 'here')])).toMatch(
      /\n\nSpeeds come from several machines and are not comparable: here; there\.$/,
    );
    expect(describeQuantization([row('fp32', null)])).toMatch(/\| – \|$/);
  });
});
