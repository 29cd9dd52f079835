import { expect, it } from '@jest/globals';
import { pairRepairs } from './pair-repairs.ts';

const SOURCES = new Map([
  ['novels', 'Jane Austen'],
  ['articles', 'Wikipedia'],
  ['mixture', 'Jane Austen+Wikipedia'],
]);

function pruning(id: string, calibration: string | null, retentions: Readonly<Record<string, number>>) {
  return {
    id,
    removed: [3],
    repair: calibration === null ? null : ({ kind: 'LINEAR', calibration, tokenRule: 'ALL', tokens: 5000 } as const),
    textEvaluations: {
      nodes: Object.entries(retentions).map(([source, factor]) => ({
        text: `text of ${source}`,
        source,
        loss: factor - 1,
        confidenceInterval: null,
      })),
    },
  };
}

it('a repair is judged on a text of its own source and on the other that it costs most, beside the same removal alone', () => {
  const rows = pairRepairs(
    [
      pruning('alone', null, { 'Jane Austen': 4, Wikipedia: 4, docs: 4 }),
      pruning('repaired', 'novels', { 'Jane Austen': 1, Wikipedia: 1.5, docs: 2 }),
    ],
    SOURCES,
  );
  expect(rows).toMatchObject([
    {
      id: 'repaired',
      sameSource: { text: 'text of Jane Austen', repaired: 1, alone: 4 },
      otherSource: { text: 'text of docs', repaired: 2, alone: 4 },
    },
  ]);
});

it('a repair that was solved on a mixture is judged on another source than both', () => {
  const losses = { 'Jane Austen': 4, Wikipedia: 4, docs: 4 };
  const repaired = { 'Jane Austen': 1, Wikipedia: 1.5, docs: 2 };
  expect(pairRepairs([pruning('alone', null, losses), pruning('repaired', 'mixture', repaired)], SOURCES)).toMatchObject([
    { sameSource: { text: 'text of Wikipedia', repaired: 1.5 }, otherSource: { text: 'text of docs', repaired: 2 } },
  ]);
});

it('a removal that was not measured alone proves nothing of its repair', () => {
  expect(pairRepairs([pruning('repaired', 'novels', { Wikipedia: 1.5 })], SOURCES)).toEqual([]);
});
