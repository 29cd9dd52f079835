import { Int } from 'type-graphql';
import { field, outputType } from '../../paging/field.ts';
import { Strategy } from '../vocabulary/strategy.ts';
import { OrderAgreement } from './order-agreement.type.ts';

@outputType('Agreement between two strategies on the order of removal.')
export class StrategyPair extends OrderAgreement {
  @field(Strategy, 'The first strategy.') readonly first!: Strategy;
  @field(Strategy, 'The second strategy.') readonly second!: Strategy;
}

@outputType('The layers that a strategy removes first.')
export class StrategyOrder {
  @field(Strategy, 'The strategy.') readonly strategy!: Strategy;
  @field([Int], 'lowestCount layers in the order of removal.') readonly lowest!: readonly number[];
}

@outputType('Agreement between strategies that use the scores of one run, or no scores.')
export class StrategyAgreement {
  readonly scoreRunKey!: string;

  @field(Int, 'How many layers the overlaps compare.') readonly lowestCount!: number;
  @field(Int, 'Number of bootstrap draws.') readonly draws!: number;
  @field([StrategyOrder], 'Every strategy that orders all layers.') readonly orders!: readonly StrategyOrder[];
  @field([StrategyPair], 'Every pair of strategies.') readonly pairs!: readonly StrategyPair[];
}
