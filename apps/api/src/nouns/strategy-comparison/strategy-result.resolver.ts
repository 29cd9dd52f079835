import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { Pruning } from '../pruning/pruning.type.ts';
import { StrategyResult } from './strategy-result.type.ts';

/** The StrategyResult type's relation. */
@Resolver(() => StrategyResult)
export class StrategyResultResolver {
  @FieldResolver(() => Pruning, { nullable: true, description: 'The pruning; null where several draws are averaged.' })
  pruning(@Root() { key }: StrategyResult, @Ctx() { reader }: RequestContext): Promise<Pruning | null> | null {
    return key === null ? null : reader.getByKey('Pruning', key);
  }
}
