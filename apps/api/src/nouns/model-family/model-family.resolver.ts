import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import type { Connection } from '../../paging/create-connection-type.ts';
import { type Model, ModelConnection } from '../model/model.type.ts';
import { ModelListArgs } from '../model/model-list.args.ts';
import { ModelFamily, ModelFamilyConnection } from './model-family.type.ts';
import { ModelFamilyListArgs } from './model-family-list.args.ts';

/** The ModelFamily type's relations and its list. */
@Resolver(() => ModelFamily)
export class ModelFamilyResolver {
  @Query(() => ModelFamilyConnection, { description: 'Families of models.' })
  families(
    @Args(() => ModelFamilyListArgs) args: ModelFamilyListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<ModelFamily>> {
    return reader.listPage('ModelFamily', args);
  }

  @FieldResolver(() => ModelConnection, { description: 'Its models.' })
  models(
    @Root() modelFamily: ModelFamily,
    @Args(() => ModelListArgs) args: ModelListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<Model>> {
    return reader.listChildren('Model', { link: 'family', key: modelFamily.key }, args);
  }
}
