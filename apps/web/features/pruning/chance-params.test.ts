import { describe, expect, it } from '@jest/globals';
import { isAboveChance, keepChance } from './chance-params.ts';

describe('the switch in addresses', () => {
  it('goes with links to other pages, and leaves them as they are without it', () => {
    expect(keepChance('/models/a', true)).toBe('/models/a?chance=subtracted');
    expect(keepChance('/compare?models=a', true)).toBe('/compare?models=a&chance=subtracted');
    expect(keepChance('/models/a%2Fb', false)).toBe('/models/a%2Fb');
  });

  it('is off if the address does not have it', () => {
    expect([isAboveChance(null), isAboveChance('subtracted')]).toEqual([false, true]);
  });
});
