import { describe, expect, it } from '@jest/globals';
import { STRATEGY_NAMES } from './strategy-name.ts';
import { getStrategyStyle } from './strategy-style.ts';

describe('getStrategyStyle', () => {
  it('gives every strategy a colour of its own', () => {
    expect(new Set(STRATEGY_NAMES.map((name) => getStrategyStyle(name).color)).size).toBe(STRATEGY_NAMES.length);
  });
});
