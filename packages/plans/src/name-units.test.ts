import { describe, expect, it } from '@jest/globals';
import { nameUnits } from './name-units.ts';

describe('nameUnits', () => {
  it.each([
    [['block'], 'blocks', 'block'],
    [['attention'], 'attentions', 'attention'],
    [['mlp', 'attention'], 'attentions and MLPs', 'attention or MLP'],
    [['attention', 'mlp', 'block'], 'blocks, attentions and MLPs', 'block, attention or MLP'],
  ])('names several and one of %j', (kinds, several, one) => {
    expect(nameUnits(kinds)).toBe(several);
    expect(nameUnits(kinds, 2)).toBe(several);
    expect(nameUnits(kinds, 1)).toBe(one);
  });
});
