import { expect, it } from '@jest/globals';
import { formatTick, listTicks, listWholeTicks } from './list-ticks.ts';
import { createNumberScale } from './number-scale.ts';

const label = (ticks: readonly { readonly label: string }[]) => ticks.map((tick) => tick.label);

it('writes every tick with the decimals of the finest', () => {
  const scale = createNumberScale({ kind: 'linear', values: [0, 0.23], range: [0, 100], ticks: 5 });
  expect(label(listTicks(scale, 5))).toEqual(['0.00', '0.05', '0.10', '0.15', '0.20', '0.25']);
});

it('thins the ticks of a log scale out', () => {
  const scale = createNumberScale({ kind: 'log', values: [1, 1000], range: [0, 100], domain: [1, 1000], ticks: 5 });
  expect(label(listTicks(scale, 5))).toEqual(['1', '2', '5', '10', '20', '50', '100', '200', '500', '1,000']);
});

it('writes very large ticks as powers of ten, with every digit that they have', () => {
  expect([1e25, 2.5e9, 5e6, 100_000].map((value) => formatTick(value, 0))).toEqual(['10²⁵', '2.5·10⁹', '5·10⁶', '100,000']);
});

it('stays on whole numbers inside the scale', () => {
  const scale = createNumberScale({ kind: 'linear', values: [], range: [0, 100], domain: [1, 12], ticks: 5 });
  expect(label(listWholeTicks(scale, 160))).toEqual(['3', '6', '9', '12']);
  expect(label(listWholeTicks(scale, 2000))).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12']);
});

it('gives equal values a scale that has a length', () => {
  const scale = createNumberScale({ kind: 'linear', values: [0.5, 0.5], range: [0, 100], ticks: 5 });
  expect(scale(0.5)).toBeCloseTo(50, 6);
  expect(createNumberScale({ kind: 'linear', values: [], range: [0, 100], ticks: 5 })(1)).toBe(0);
});

it('leaves little space beside the values if there are few ticks', () => {
  const scale = createNumberScale({ kind: 'linear', values: [0.78, 1.07], range: [0, 100], ticks: 2 });
  expect(scale.domain()).toEqual([0.75, 1.1]);
  expect(label(listTicks(scale, 2))).toEqual(['0.8', '1.0']);
});
