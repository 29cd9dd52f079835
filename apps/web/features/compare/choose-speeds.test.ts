import { describe, expect, it } from '@jest/globals';
import { chooseSpeeds, type SpeedFacts } from './choose-speeds.ts';

const speedOf = (batch: number, prefillSpeedup: number | null, measuredAlone = true): SpeedFacts => ({
  batch,
  promptTokens: 128,
  measuredAlone,
  runtime: { provider: 'cpu', device: 'made', threads: 2 },
  comparedWithDense:
    prefillSpeedup === null
      ? null
      : { prefillSpeedup, prefillSpeedupInterval: { low: 1.1, high: 1.4 }, decodeSpeedup: null, decodeSpeedupInterval: null },
});

const choose = (measured: Readonly<Record<string, readonly SpeedFacts[]>>) =>
  Object.fromEntries(
    [...chooseSpeeds(new Map(Object.entries(measured)))].map(([slug, { load, prefill }]) => [slug, [load, prefill.ratio]]),
  );

describe('chooseSpeeds', () => {
  it('takes the load that most models have, and the newest speed of it', () => {
    const measured = {
      a: [speedOf(8, 1.9), speedOf(1, 1.3), speedOf(1, 1.2)],
      b: [speedOf(1, 1.25)],
      c: [speedOf(8, 1.8), speedOf(1, 1.1)],
    };
    expect(choose(measured)).toEqual({ a: ['1 × 128', 1.3], b: ['1 × 128', 1.25], c: ['1 × 128', 1.1] });
  });

  it('takes the load that a model has, if it has not the common one', () => {
    expect(choose({ a: [speedOf(1, 1.3)], b: [speedOf(1, 1.2)], c: [speedOf(8, 1.8)] })).toMatchObject({ c: ['8 × 128', 1.8] });
  });

  it('refuses speeds that were measured beside other jobs or without the whole model', () => {
    expect(choose({ a: [speedOf(1, 1.3, false)], b: [speedOf(1, null)], c: [] })).toEqual({});
  });
});
