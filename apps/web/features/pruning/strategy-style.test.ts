import { describe, expect, it } from '@jest/globals';
import { STRATEGY_NAMES } from './strategy-name.ts';
import { getStrategyStyle } from './strategy-style.ts';

describe('getStrategyStyle', () => {
  it('gives every strategy a style of its own', () => {
    expect(new Set(STRATEGY_NAMES.map((name) => Object.values(getStrategyStyle(name)).join())).size).toBe(STRATEGY_NAMES.length);
  });
});
