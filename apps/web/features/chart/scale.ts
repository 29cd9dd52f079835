/** Maps values of a domain to 0–100, the percent space every chart draws in. */
export interface Scale {
  readonly kind: 'linear' | 'log';
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  toPercent(value: number): number;
}

/** A linear scale whose domain is widened to round ticks. */
export function createLinearScale(low: number, high: number, tickCount = 5): Scale {
  const step = getRoundStep((high - low || 1) / tickCount);
  const start = Math.floor(low / step + 1e-9) * step;
  const end = Math.max(Math.ceil(high / step - 1e-9) * step, start + step);
  const ticks = Array.from({ length: Math.round((end - start) / step) + 1 }, (_, index) => Number((start + index * step).toPrecision(12)));
  return { kind: 'linear', domain: [start, end], ticks, toPercent: (value) => ((value - start) / (end - start)) * 100 };
}

/** A base-10 log scale, which draws what is not positive (the low end of an interval) at its foot; ticks at 1, 2 and 5 times the powers of ten when few decades are shown. */
export function createLogScale(low: number, high: number): Scale {
  const start = low;
  const end = Math.max(high, low * 2);
  const decades = Math.log10(end / start);
  const steps = decades > 3 ? [1] : decades > 1.2 ? [1, 3] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(start)); power <= Math.ceil(Math.log10(end)); power++) {
    for (const step of steps) {
      const tick = Number((step * 10 ** power).toPrecision(12));
      if (tick >= start * 0.999 && tick <= end * 1.001) ticks.push(tick);
    }
  }
  return {
    kind: 'log',
    domain: [start, end],
    ticks,
    toPercent: (value) => (value > 0 ? (Math.log(value / start) / Math.log(end / start)) * 100 : 0),
  };
}

function getRoundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const mantissa = rough / power;
  return (mantissa < 1.5 ? 1 : mantissa < 3.5 ? 2 : mantissa < 7.5 ? 5 : 10) * power;
}
