import type { StrategyDescription } from './strategy.ts';

const STRATEGIES: readonly StrategyDescription[] = [
  {
    name: 'block-influence',
    description: 'The blocks that turn the hidden state least (lowest block influence)',
    needs: 'blockInfluence',
    isRandom: false,
  },
  {
    name: 'relative-magnitude',
    description: 'The blocks whose update is smallest beside the state they leave',
    needs: 'relativeMagnitude',
    isRandom: false,
  },
  {
    name: 'angular-span',
    description: 'The run of neighbouring blocks whose ends are closest in angle',
    needs: 'angularLastToken',
    isRandom: false,
  },
  {
    name: 'leave-one-out-loss',
    description: 'The blocks whose single removal raises the loss least',
    needs: 'lossIncrease',
    isRandom: false,
  },
  {
    name: 'greedy-loss',
    description: 'One block after another, the loss measured again after each removal',
    needs: 'greedyLossOrder',
    isRandom: false,
  },
  { name: 'sequential', description: 'From the first block onwards', needs: 'none', isRandom: false },
  { name: 'reverse', description: 'From the last block backwards', needs: 'none', isRandom: false },
  { name: 'random', description: 'Seeded random blocks', needs: 'none', isRandom: true },
  {
    name: 'random-inner',
    description: 'Seeded random blocks, never the first or the last: the control a score must beat',
    needs: 'none',
    isRandom: true,
  },
  { name: 'explicit', description: 'The blocks you name', needs: 'explicit', isRandom: false },
];

/** Every strategy in the order in which lists show them, with the score each one needs. */
export function listStrategies(): readonly StrategyDescription[] {
  return STRATEGIES;
}
