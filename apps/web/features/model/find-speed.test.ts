import { describe, expect, it } from '@jest/globals';
import { findSpeed } from './find-speed.ts';
import type { EfficiencyFacts } from './load-insight.ts';

type Measured = NonNullable<EfficiencyFacts['pruning']>;

const PRUNING: Measured = {
  ...{ strategy: 'BLOCK_INFLUENCE', removed: [3, 4], removedAttention: [], removedMlp: [], repairKind: null, repair: null },
};
const speed = (id: string, pruning: Partial<Measured> | null, facts: Partial<EfficiencyFacts> = {}) =>
  ({ id, batch: 1, measuredAlone: true, pruning: pruning && { ...PRUNING, ...pruning }, ...facts }) as EfficiencyFacts;
const idOf = (row: Parameters<typeof findSpeed>[0], all: readonly EfficiencyFacts[]) => findSpeed(row, all)?.id ?? null;

describe('findSpeed', () => {
  const all = [
    speed('whole', null),
    speed('large batch', { repairKind: 'LINEAR', repair: { rank: null } }, { batch: 8 }),
    speed('alone', {}),
    speed('linear', { repairKind: 'LINEAR', repair: { rank: null }, strategy: 'REVERSE' }),
    speed('rank 8', { repairKind: 'LOW_RANK', repair: { rank: 8 } }),
    speed('disturbed', { repairKind: 'SCALAR', repair: { rank: null } }, { measuredAlone: false }),
    speed('attentions too', { removed: [5], removedAttention: [1] }),
  ];
  const rowOf = (repair: 'NONE' | 'LINEAR' | 'LOW_RANK' | 'SCALAR', rank: number | null = null, removed: number[] = [3, 4]) => ({
    ...{ repair, removed, pruning: { repair: repair === 'NONE' ? null : { rank } } },
  });

  it('is that of the same blocks with the same kind of repair, whatever chose them, at the smallest batch', () => {
    expect(idOf(rowOf('LINEAR'), all)).toBe('linear');
    expect(idOf(rowOf('NONE'), all)).toBe('alone');
    expect(idOf(rowOf('LOW_RANK', 8), all)).toBe('rank 8');
  });

  it('is none for another rank, other blocks, halves of blocks, or where other jobs ran', () => {
    expect(idOf(rowOf('LOW_RANK', 64), all)).toBeNull();
    expect(idOf(rowOf('LINEAR', null, [3]), all)).toBeNull();
    expect(idOf(rowOf('NONE', null, [5]), all)).toBeNull();
    expect(idOf(rowOf('SCALAR'), all)).toBeNull();
  });
});
