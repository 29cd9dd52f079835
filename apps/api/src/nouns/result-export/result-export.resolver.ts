import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { Model } from '../model/model.type.ts';
import { Pruning } from '../pruning/pruning.type.ts';
import { exportResults } from './export-results.ts';
import { ResultExportArgs } from './result-export.args.ts';

/** Results of dense models as files of other tools. */
@Resolver(() => Model)
export class ModelExportResolver {
  @FieldResolver(() => String, { description: 'Its evaluations, dense, as the text of a file of another tool.' })
  export(
    @Root() { slug, revisionKey }: Model,
    @Args(() => ResultExportArgs) args: ResultExportArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<string> {
    return exportResults(reader, { name: slug, parent: { link: 'revision', key: revisionKey }, isDense: true }, args);
  }
}

/** Results of pruned models as files of other tools. */
@Resolver(() => Pruning)
export class PruningExportResolver {
  @FieldResolver(() => String, { description: 'Its evaluations as the text of a file of another tool.' })
  async export(
    @Root() { key, modelKey, removedCount, strategy }: Pruning,
    @Args(() => ResultExportArgs) args: ResultExportArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<string> {
    const { slug } = await reader.getByKey('Model', modelKey);
    return exportResults(reader, { name: `${slug}-${strategy}-${removedCount}`, parent: { link: 'pruning', key }, isDense: false }, args);
  }
}
