import { isRandomStrategy, STRATEGY } from '@lamina/plans';
import type { StrategyDescription } from './strategy.ts';

const STRATEGIES: readonly Omit<StrategyDescription, 'isRandom'>[] = [
  {
    name: STRATEGY.blockInfluence,
    description: 'The blocks that change the direction of the hidden state least (lowest block influence)',
    needs: 'blockInfluence',
  },
  {
    name: STRATEGY.relativeMagnitude,
    description: 'The blocks with the smallest update relative to their output state',
    needs: 'relativeMagnitude',
  },
  {
    name: STRATEGY.angularSpan,
    description: 'The run of consecutive blocks whose ends are closest in angle',
    needs: 'angularLastToken',
  },
  {
    name: STRATEGY.leaveOneOutLoss,
    description: 'The blocks with the lowest loss increase when removed alone',
    needs: 'lossIncrease',
  },
  {
    name: STRATEGY.greedyLoss,
    description: 'One block after another, with the loss measured again after each removal',
    needs: 'greedyLossOrder',
  },
  {
    name: STRATEGY.iterate,
    description: 'One block after another by block influence, measured again after each removal',
    needs: 'iterativeUnitOrder',
  },
  {
    name: STRATEGY.iterateRepair,
    description: 'One block after another by block influence, measured again after what is removed is repaired',
    needs: 'repairedUnitOrder',
  },
  {
    name: STRATEGY.evolutionary,
    description: 'The blocks that an evolutionary search found to change the predictions least when removed together',
    needs: 'evolvedSets',
  },
  { name: STRATEGY.sequential, description: 'From the first block onwards', needs: 'none' },
  { name: STRATEGY.reverse, description: 'From the last block backwards', needs: 'none' },
  { name: STRATEGY.random, description: 'Seeded random blocks', needs: 'none' },
  {
    name: STRATEGY.randomInner,
    description: 'Seeded random blocks, never the first or the last: the control that a strategy must beat',
    needs: 'none',
  },
  { name: STRATEGY.explicit, description: 'An explicit list of blocks', needs: 'explicit' },
];

/** Every strategy in display order, with the score that it needs. */
export function listStrategies(): readonly StrategyDescription[] {
  return STRATEGIES.map((strategy) => ({ ...strategy, isRandom: isRandomStrategy(strategy.name) }));
}
