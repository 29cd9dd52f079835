import 'reflect-metadata';
import { type GraphQLSchema, isInterfaceType } from 'graphql';
import { buildSchemaSync, type PubSub } from 'type-graphql';
import type { Node } from '../data/node.type.ts';
import { callResolversDirectly } from './call-resolvers-directly.ts';
import { NodeResolver } from './node.resolver.ts';
import * as NOUN_RESOLVERS from './noun-resolvers.ts';

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
