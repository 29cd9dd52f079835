import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import type { Connection } from '../../paging/create-connection-type.ts';
import { Model } from '../model/model.type.ts';
import { type Efficiency, EfficiencyConnection } from './efficiency.type.ts';
import { EfficiencyListArgs } from './efficiency-list.args.ts';

/** Speed and memory of a model. */
@Resolver(() => Model)
export class ModelEfficiencyResolver {
  @FieldResolver(() => EfficiencyConnection, { description: 'Speed and memory of the current revision, dense and pruned.' })
  efficiencies(
    @Root() { revisionKey }: Model,
    @Args(() => EfficiencyListArgs) args: EfficiencyListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<Efficiency>> {
    return reader.listChildren('Efficiency', { link: 'revision', key: revisionKey }, args);
  }
}
