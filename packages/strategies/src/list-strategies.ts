import { STRATEGY } from '@lamina/plans';
import type { StrategyDescription } from './strategy.ts';

const STRATEGIES: readonly StrategyDescription[] = [
  {
    name: STRATEGY.blockInfluence,
    description: 'The blocks that change the direction of the hidden state least (lowest block influence)',
    needs: 'blockInfluence',
    isRandom: false,
  },
  {
    name: STRATEGY.relativeMagnitude,
    description: 'The blocks with the smallest update relative to their output state',
    needs: 'relativeMagnitude',
    isRandom: false,
  },
  {
    name: STRATEGY.angularSpan,
    description: 'The run of consecutive blocks whose ends are closest in angle',
    needs: 'angularLastToken',
    isRandom: false,
  },
  {
    name: STRATEGY.leaveOneOutLoss,
    description: 'The blocks with the lowest loss increase when removed alone',
    needs: 'lossIncrease',
    isRandom: false,
  },
  {
    name: STRATEGY.greedyLoss,
    description: 'One block after another, with the loss measured again after each removal',
    needs: 'greedyLossOrder',
    isRandom: false,
  },
  { name: STRATEGY.sequential, description: 'From the first block onwards', needs: 'none', isRandom: false },
  { name: STRATEGY.reverse, description: 'From the last block backwards', needs: 'none', isRandom: false },
  { name: STRATEGY.random, description: 'Seeded random blocks', needs: 'none', isRandom: true },
  {
    name: STRATEGY.randomInner,
    description: 'Seeded random blocks, never the first or the last: the control that a strategy must beat',
    needs: 'none',
    isRandom: true,
  },
  { name: STRATEGY.explicit, description: 'An explicit list of blocks', needs: 'explicit', isRandom: false },
];

/** Every strategy in display order, with the score that it needs. */
export function listStrategies(): readonly StrategyDescription[] {
  return STRATEGIES;
}
