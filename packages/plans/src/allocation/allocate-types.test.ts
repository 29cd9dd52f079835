import { describe, expect, it } from '@jest/globals';
import { allocateTypes, findTypesWithin, mixtureOf, type UnitInType } from './allocate-types.ts';

/** Three MLPs and an embedding, stored in 16 bytes each: 8 bytes cost 1, 2, 4 and 8 nats, 4 bytes ten times as much. */
const UNITS = [0, 1, 2, null].flatMap((block, place): readonly UnitInType[] => {
  const unit = block === null ? 'embedding' : 'mlp';
  return [
    { unit, block, type: null, bytes: 16, divergence: 0 },
    { unit, block, type: 'Q8_0', bytes: 8, divergence: 2 ** place },
    { unit, block, type: 'Q4_0', bytes: 4, divergence: 10 * 2 ** place },
  ];
});

describe('types by unit', () => {
  it('lose least within a budget', () => {
    expect(allocateTypes(UNITS, 64)).toEqual({ mixture: '', bytes: 64, divergence: 0 });
    // 1 + 2 nats, rather than 10 of the first MLP in 4 bytes.
    expect(allocateTypes(UNITS, 48)).toEqual({ mixture: 'mlp.0-1=Q8_0', bytes: 48, divergence: 3 });
    expect(allocateTypes(UNITS, 32)).toEqual({ mixture: 'embedding=Q8_0+mlp=Q8_0', bytes: 32, divergence: 15 });
    expect(allocateTypes(UNITS, 28)).toEqual({ mixture: 'embedding=Q8_0+mlp.0=Q4_0+mlp.1-2=Q8_0', bytes: 28, divergence: 24 });
  });

  it('take the fewest bytes for what may be lost', () => {
    expect(findTypesWithin(UNITS, 3.5)).toMatchObject({ bytes: 48, divergence: 3 });
    expect(findTypesWithin(UNITS, 24)).toMatchObject({ bytes: 28 });
    expect(findTypesWithin(UNITS, 1e6)).toMatchObject({ bytes: 16, mixture: 'embedding=Q4_0+mlp=Q4_0' });
    const rounded = UNITS.filter(({ type }) => type !== null);
    expect(findTypesWithin(rounded, 14.9)).toBeNull();
  });

  it('are named by their blocks, and all blocks of a kind by the kind', () => {
    expect(mixtureOf(UNITS.filter(({ type }) => type === 'Q4_0'))).toBe('embedding=Q4_0+mlp=Q4_0');
  });
});
