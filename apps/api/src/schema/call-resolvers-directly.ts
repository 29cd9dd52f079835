import { type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';
import { getMetadataStorage } from 'type-graphql';

type Resolve = GraphQLFieldResolver<unknown, unknown>;
type FieldResolver = ReturnType<typeof getMetadataStorage>['fieldResolvers'][number];
type Params = NonNullable<FieldResolver['params']>;

/**
 * Replaces TypeGraphQL's wrappers of field resolvers with direct calls. A wrapper copies the parent into an instance of its class and awaits every
 * argument for a validation that this API does not use. In a nested query this runs once per parent and costs more than the resolver itself. The
 * methods receive the same fields in both cases.
 */
export function callResolversDirectly(schema: GraphQLSchema): void {
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
