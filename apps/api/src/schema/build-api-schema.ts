import 'reflect-metadata';
import { type GraphQLFieldResolver, type GraphQLSchema, isInterfaceType, isObjectType } from 'graphql';
import { Arg, buildSchemaSync, Ctx, getMetadataStorage, ID, type PubSub, Query, Resolver } from 'type-graphql';
import { checkAdmin } from '../access/check-scope.ts';
import type { RequestContext } from '../access/request-context.ts';
import { findGlobalId, type GlobalId } from '../data/global-id.ts';
import type { AnyList } from '../data/list.ts';
import { Node } from '../data/node.type.ts';
import { findSavedComparison } from '../nouns/comparison/comparison.service.ts';
import { findLeaderboardRow } from '../nouns/leaderboard/leaderboard.service.ts';
import { PUBLISHED_ROWS } from '../nouns/published-result/published-result.list.ts';
import { checkBatchSize } from '../paging/check-batch-size.ts';
import * as NOUN_RESOLVERS from './noun-resolvers.ts';
import * as STORED_LISTS from './stored-lists.ts';

/** Every list of stored rows. */
export const LISTS: readonly AnyList[] = Object.values(STORED_LISTS);

/** The object behind a global id, marked with its type; null when the id is unknown or malformed. */
async function findNode(id: string, context: RequestContext): Promise<Node | null> {
  const parsed = findGlobalId(id);
  if (parsed === null) return null;
  const row = await findRow(parsed, context);
  return row === null ? null : { ...row, __typename: parsed.typeName };
}

async function findRow({ typeName, key }: GlobalId, context: RequestContext): Promise<Node | null> {
  if (typeName === 'LeaderboardRow') return findLeaderboardRow(context.sqlReader, key);
  if (typeName === 'Comparison') return findSavedComparison(context, { id: key });
  if (typeName === 'PublishedResult') return PUBLISHED_ROWS.find((row) => row.key === key) ?? null;
  // Only administrators may list them, so only they may read a single one.
  if (typeName === 'ApiToken' || typeName === 'AuditEntry') checkAdmin(context);
  const list = LISTS.find(({ name }) => name === typeName);
  if (list === undefined) throw new Error(`${typeName} has neither a list nor a special lookup`);
  return context.reader.findByKey(list, key);
}

/** Any object by its global id. */
@Resolver()
class NodeResolver {
  @Query(() => Node, { nullable: true, description: 'The object with this global id, or null.' })
  node(@Arg('id', () => ID, { description: 'Global id.' }) id: string, @Ctx() context: RequestContext): Promise<Node | null> {
    return findNode(id, context);
  }

  @Query(() => [Node], { nullable: 'items', description: 'At most 100 objects by global id, in the requested order, null where unknown.' })
  nodes(
    @Arg('ids', () => [ID], { description: 'Global ids.' }) ids: readonly string[],
    @Ctx() context: RequestContext,
  ): Promise<readonly (Node | null)[]> {
    checkBatchSize('ids', ids.length);
    return Promise.all(ids.map((id) => findNode(id, context)));
  }
}

/** TypeGraphQL requires a PubSub if there are subscriptions. Ours return their own streams and use no topics. */
const NO_TOPICS: PubSub = {
  publish: () => undefined,
  subscribe: () => {
    throw new Error('Subscriptions of this API use their own streams.');
  },
};

/** The API's schema, from the decorated classes. Descriptions and nullability live there; schema.graphql is printed from it. */
export function buildApiSchema(): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: [NodeResolver, ...Object.values(NOUN_RESOLVERS).flat()],
    // The schema's types and the services check input; class-validator is not used.
    validate: false,
    // Apollo Server checks the schema when it starts.
    skipCheck: true,
    pubSub: NO_TOPICS,
  });
  // TypeGraphQL returns a promise here, and graphql-jit does not await it.
  const node = schema.getType('Node');
  if (isInterfaceType(node)) node.resolveType = ({ __typename }: Node) => __typename;
  callResolversDirectly(schema);
  return schema;
}

type Resolve = GraphQLFieldResolver<unknown, unknown>;
type FieldResolver = ReturnType<typeof getMetadataStorage>['fieldResolvers'][number];
type Params = NonNullable<FieldResolver['params']>;

/**
 * Replaces TypeGraphQL's wrappers of field resolvers with direct calls. A wrapper copies the parent into an instance of its class and awaits every
 * argument for a validation that this API does not use. In a nested query this runs once per parent and costs more than the resolver itself. The
 * methods receive the same fields in both cases.
 */
function callResolversDirectly(schema: GraphQLSchema): void {
  const { fieldResolvers, objectTypes } = getMetadataStorage();
  const names = new Map(objectTypes.map(({ target, name }) => [target, name]));
  const instances = new Map<FieldResolver['target'], object>();
  for (const resolver of fieldResolvers) {
    const { target, kind, getObjectType, middlewares = [], params: parameters = [] } = resolver;
    if (middlewares.length > 0 || resolver.roles !== undefined) continue;
    const name = names.get(getObjectType?.() ?? target);
    const type = name === undefined ? undefined : schema.getType(name);
    const field = isObjectType(type) ? type.getFields()[resolver.schemaName] : undefined;
    if (field === undefined) continue;
    const params = readParams(parameters);
    const method: unknown = Reflect.get(target.prototype, resolver.methodName);
    if (typeof method !== 'function' || params === null) continue;
    const instance = instances.get(target) ?? (kind === 'external' ? Reflect.construct(target, []) : null);
    if (instance !== null) instances.set(target, instance);
    field.resolve = createCall(method, instance, params);
  }
}

type ReadParam = (...given: Parameters<Resolve>) => unknown;

/** Calls a resolver's method on its single instance; a method of the type itself is called on the parent. */
function createCall(method: NonNullable<unknown>, instance: object | null, params: readonly ReadParam[]): Resolve {
  const call = method as (...values: readonly unknown[]) => unknown;
  return (root, args, context, info) =>
    call.apply(
      instance ?? root,
      params.map((read) => read(root, args, context, info)),
    );
}

/** How each parameter is read, in the method's order; null if a parameter has an unknown kind. */
function readParams(params: Params): readonly ReadParam[] | null {
  const reads = params.toSorted((a, b) => a.index - b.index).map(readParam);
  return reads.every((read) => read !== null) ? reads : null;
}

function readParam(param: Params[number]): ReadParam | null {
  if (param.kind === 'root' && param.propertyName === undefined) return (root) => root;
  if (param.kind === 'context' && param.propertyName === undefined) return (_root, _args, context) => context;
  if (param.kind === 'args') return (_root, args) => args;
  if (param.kind === 'arg') return (_root, args) => args[param.name];
  return null;
}
