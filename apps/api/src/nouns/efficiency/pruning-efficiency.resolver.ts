import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import type { Connection } from '../../paging/create-connection-type.ts';
import { Pruning } from '../pruning/pruning.type.ts';
import { type Efficiency, EfficiencyConnection } from './efficiency.type.ts';
import { EfficiencyListArgs } from './efficiency-list.args.ts';

/** Speed and memory of a pruned model. */
@Resolver(() => Pruning)
export class PruningEfficiencyResolver {
  @FieldResolver(() => EfficiencyConnection, { description: 'Speed and memory of the pruned model.' })
  efficiencies(
    @Root() { key }: Pruning,
    @Args(() => EfficiencyListArgs) args: EfficiencyListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<Efficiency>> {
    return reader.listChildren('Efficiency', { link: 'pruning', key }, args);
  }
}
