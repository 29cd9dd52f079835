import { Int } from 'type-graphql';
import { field, outputType } from '../../paging/field.ts';
import { Strategy } from '../vocabulary/strategy.ts';
import { OrderAgreement } from './order-agreement.type.ts';

@outputType('How far two strategies agree on the order in which layers go.')
export class StrategyPair extends OrderAgreement {
  @field(Strategy, 'The one strategy.') readonly first!: Strategy;
  @field(Strategy, 'The other strategy.') readonly second!: Strategy;
}

@outputType('The layers that one strategy would remove first.')
export class StrategyOrder {
  @field(Strategy, 'The strategy.') readonly strategy!: Strategy;
  @field([Int], 'lowestCount layers, the first to go first.') readonly lowest!: readonly number[];
}

@outputType('How far the strategies agree that look at numbers of one scoring, or at none.')
export class StrategyAgreement {
  readonly scoreRunKey!: string;

  @field(Int, 'How many layers the overlaps look at.') readonly lowestCount!: number;
  @field(Int, 'Draws of the bootstrap.') readonly draws!: number;
  @field([StrategyOrder], 'Every strategy that orders all layers.') readonly orders!: readonly StrategyOrder[];
  @field([StrategyPair], 'Every pair of them.') readonly pairs!: readonly StrategyPair[];
}
