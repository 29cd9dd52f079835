import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import type { Connection } from '../../paging/create-connection-type.ts';
import { Model } from '../model/model.type.ts';
import { ModelRevision } from '../model-revision/model-revision.type.ts';
import { Pruning } from '../pruning/pruning.type.ts';
import { Efficiency, EfficiencyConnection } from './efficiency.type.ts';
import { EfficiencyComparison } from './efficiency-comparison.type.ts';
import { EfficiencyListArgs } from './efficiency-list.args.ts';

/** The Efficiency type's relations and its list. */
@Resolver(() => Efficiency)
export class EfficiencyResolver {
  @Query(() => EfficiencyConnection, { description: 'Speed and memory of all models, as a flat table.' })
  efficiencies(
    @Args(() => EfficiencyListArgs) args: EfficiencyListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<Efficiency>> {
    return reader.listPage('Efficiency', args);
  }

  @FieldResolver(() => Model, { description: 'The model.' })
  model(@Root() { modelKey }: Efficiency, @Ctx() { reader }: RequestContext): Promise<Model> {
    return reader.getByKey('Model', modelKey);
  }

  @FieldResolver(() => ModelRevision, { description: 'The revision that was measured.' })
  revision(@Root() { revisionKey }: Efficiency, @Ctx() { reader }: RequestContext): Promise<ModelRevision> {
    return reader.getByKey('ModelRevision', revisionKey);
  }

  @FieldResolver(() => Pruning, { nullable: true, description: 'The pruning; null for the dense model.' })
  pruning(@Root() { pruningKey }: Efficiency, @Ctx() { reader }: RequestContext): Promise<Pruning | null> | null {
    return pruningKey === null ? null : reader.getByKey('Pruning', pruningKey);
  }

  @FieldResolver(() => EfficiencyComparison, {
    nullable: true,
    description: 'The pruned model beside the dense one; null for a dense row, and where no dense row was measured alike.',
  })
  comparedWithDense(
    @Root() { key, pruningKey }: Efficiency,
    @Ctx() { loaders }: RequestContext,
  ): Promise<EfficiencyComparison | null> | null {
    return pruningKey === null ? null : loaders.efficiencyComparisons.load(key);
  }
}
