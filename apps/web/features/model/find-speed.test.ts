import { describe, expect, it } from '@jest/globals';
import { createSpeedFinder, type TimedRemoval } from './find-speed.ts';
import type { EfficiencyFacts } from './load-insight.ts';

type Measured = NonNullable<EfficiencyFacts['pruning']>;

const PRUNING: Measured = {
  ...{ strategy: 'BLOCK_INFLUENCE', removed: [3, 4], removedAttention: [], removedMlp: [], repairKind: null, repair: null },
};
const speed = (id: string, pruning: Partial<Measured> | null, facts: Partial<EfficiencyFacts> = {}) =>
  ({ id, batch: 1, measuredAlone: true, pruning: pruning && { ...PRUNING, ...pruning }, ...facts }) as EfficiencyFacts;
const idOf = (row: TimedRemoval, all: readonly EfficiencyFacts[]) => createSpeedFinder(all)(row)?.id ?? null;

describe('a finder of speeds', () => {
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
    ...{ repair, removed, rank },
  });

  it('is that of the same blocks with the same kind of repair, whatever chose them, at the smallest batch', () => {
    expect(idOf(rowOf('LINEAR'), all)).toBe('linear');
    expect(idOf(rowOf('NONE'), all)).toBe('alone');
    expect(idOf(rowOf('LOW_RANK', 8), all)).toBe('rank 8');
  });

  it('is that of the same halves of blocks', () => {
    const halves = { removed: [], removedAttention: [1, 3], removedMlp: [2], repair: 'NONE', rank: null } as const;
    const measured = [
      speed('blocks', { removed: [1, 3] }),
      speed('other halves', { removed: [], removedAttention: [2], removedMlp: [1, 3] }),
      speed('halves', { removed: [], removedAttention: [1, 3], removedMlp: [2], strategy: 'REVERSE' }),
    ];
    expect(idOf(halves, measured)).toBe('halves');
    expect(idOf({ ...halves, removedMlp: [] }, measured)).toBeNull();
    expect(idOf({ ...rowOf('NONE', null, [5]), removedAttention: [1] }, all)).toBe('attentions too');
  });

  it('is none for another rank, other blocks, further halves of blocks, or where other jobs ran', () => {
    expect(idOf(rowOf('LOW_RANK', 64), all)).toBeNull();
    expect(idOf(rowOf('LINEAR', null, [3]), all)).toBeNull();
    expect(idOf(rowOf('NONE', null, [5]), all)).toBeNull();
    expect(idOf(rowOf('SCALAR'), all)).toBeNull();
  });
});
