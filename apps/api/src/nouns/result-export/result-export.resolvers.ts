import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ReaderContext } from '../../data/node-reader.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { Pruning } from '../pruning/pruning.type.ts';
import { exportResults } from './export-results.ts';
import { ResultExportArgs } from './result-export.args.ts';

/** Results of dense models as files for other tools. */
@Resolver(() => Model)
class ModelExportResolver {
  @FieldResolver(() => String, { description: 'Its dense evaluations as a file for another tool.' })
  export(
    @Root() { slug, revisionKey }: Model,
    @Args(() => ResultExportArgs) args: ResultExportArgs,
    @Ctx() { reader }: ReaderContext,
  ): Promise<string> {
    return exportResults(reader, { name: slug, parent: { link: 'revision', key: revisionKey }, isDense: true }, args);
  }
}

/** Results of pruned models as files for other tools. */
@Resolver(() => Pruning)
class PruningExportResolver {
  @FieldResolver(() => String, { description: 'Its evaluations as a file for another tool.' })
  async export(
    @Root() { key, modelKey, removedCount, strategy }: Pruning,
    @Args(() => ResultExportArgs) args: ResultExportArgs,
    @Ctx() { reader }: ReaderContext,
  ): Promise<string> {
    const { slug } = await reader.getByKey(MODELS, modelKey);
    return exportResults(reader, { name: `${slug}-${strategy}-${removedCount}`, parent: { link: 'pruning', key }, isDense: false }, args);
  }
}

/** Fields of models and prunings that return files for other tools. */
export const RESULT_EXPORT_RESOLVERS = [ModelExportResolver, PruningExportResolver];
