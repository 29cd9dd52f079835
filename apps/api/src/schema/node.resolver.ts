import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { Node } from '../data/node.type.ts';
import { checkBatchSize } from '../paging/check-batch-size.ts';
import { findNode, type NodeContext } from './find-node.ts';

/** Any object by its global id. */
@Resolver()
export class NodeResolver {
  @Query(() => Node, { nullable: true, description: 'The object with this global id, or null.' })
  node(@Arg('id', () => ID, { description: 'Global id.' }) id: string, @Ctx() context: NodeContext): Promise<Node | null> {
    return findNode(id, context);
  }

  @Query(() => [Node], { nullable: 'items', description: 'At most 100 objects by global id, in the requested order, null where unknown.' })
  nodes(
    @Arg('ids', () => [ID], { description: 'Global ids.' }) ids: readonly string[],
    @Ctx() context: NodeContext,
  ): Promise<readonly (Node | null)[]> {
    checkBatchSize('ids', ids.length);
    return Promise.all(ids.map((id) => findNode(id, context)));
  }
}
