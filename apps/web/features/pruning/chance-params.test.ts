import { describe, expect, it } from '@jest/globals';
import { isAboveChance, keepChance } from './chance-params.ts';

describe('the switch in addresses', () => {
  it('is added to links to other pages; without it they do not change', () => {
    expect(keepChance('/models/a', true)).toBe('/models/a?chance=subtracted');
    expect(keepChance('/compare?models=a', true)).toBe('/compare?models=a&chance=subtracted');
    expect(keepChance('/models/a%2Fb', false)).toBe('/models/a%2Fb');
  });

  it('is off if the address does not have it', () => {
    expect([isAboveChance(null), isAboveChance('subtracted')]).toEqual([false, true]);
  });
});
