import { Field, Int, ObjectType } from 'type-graphql';
import { Strategy } from '../vocabulary/strategy.ts';
import { OrderAgreement } from './order-agreement.type.ts';

/** Two strategies. */
@ObjectType({ description: 'How far two strategies agree on the order in which layers go.' })
export class StrategyPair extends OrderAgreement {
  @Field(() => Strategy, { simple: true, description: 'The one strategy.' })
  readonly first!: Strategy;

  @Field(() => Strategy, { simple: true, description: 'The other strategy.' })
  readonly second!: Strategy;
}

/** Which layers one strategy would remove first. */
@ObjectType({ simpleResolvers: true, description: 'The layers that one strategy would remove first.' })
export class StrategyOrder {
  @Field(() => Strategy, { description: 'The strategy.' })
  readonly strategy!: Strategy;

  @Field(() => [Int], { description: 'lowestCount layers, the first to go first.' })
  readonly lowest!: readonly number[];
}

/** The agreement table of one scoring. */
@ObjectType({ description: 'How far the strategies agree that look at numbers of one scoring, or at none.' })
export class StrategyAgreement {
  readonly scoreRunKey!: string;

  @Field(() => Int, { simple: true, description: 'How many layers the overlaps look at.' })
  readonly lowestCount!: number;

  @Field(() => Int, { simple: true, description: 'Draws of the bootstrap.' })
  readonly draws!: number;

  @Field(() => [StrategyOrder], { simple: true, description: 'Every strategy that orders all layers.' })
  readonly orders!: readonly StrategyOrder[];

  @Field(() => [StrategyPair], { simple: true, description: 'Every pair of them.' })
  readonly pairs!: readonly StrategyPair[];
}
