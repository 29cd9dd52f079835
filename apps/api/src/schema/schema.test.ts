import { describe, expect, it } from '@jest/globals';
import {
  type GraphQLArgument,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { buildApiSchema } from './build-api-schema.ts';

const schema = buildApiSchema();
const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type));

describe('the schema', () => {
  it('describes every type, field, argument and enum value', () => {
    const missing: string[] = [];
    for (const type of types) {
      if (!type.description && !['Query', 'Mutation', 'Subscription'].includes(type.name)) missing.push(type.name);
      if (isEnumType(type))
        missing.push(
          ...type
            .getValues()
            .filter((value) => !value.description)
            .map(({ name }) => `${type.name}.${name}`),
        );
      if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
      for (const field of Object.values(type.getFields())) {
        if (!field.description) missing.push(`${type.name}.${field.name}`);
        if (!('args' in field)) continue;
        missing.push(
          ...field.args
            .filter((argument: GraphQLArgument) => !argument.description)
            .map(({ name }: GraphQLArgument) => `${type.name}.${field.name}(${name})`),
        );
      }
    }
    expect(missing).toEqual([]);
  });

  it('gives every listed type the Node interface', () => {
    const listed = types
      .filter(({ name }) => name.endsWith('Edge'))
      .map((type) => (isObjectType(type) ? type.getFields().node?.type : undefined));
    const withoutNode = listed.filter((type) => {
      const named = type && getNamedType(type);
      return !isObjectType(named) || !named.getInterfaces().some(({ name }) => name === 'Node');
    });
    expect(listed.length).toBeGreaterThan(10);
    expect(withoutNode).toEqual([]);
  });

  it('gives every list, nested ones too, pages, a typed filter and an order of several columns', () => {
    const lists = types.filter(isObjectType).flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => getNamedType(field.type).name.endsWith('Connection'))
        .map((field) => ({
          name: `${type.name}.${field.name}`,
          args: new Map(field.args.map((argument) => [argument.name, argument.type])),
        })),
    );
    const poor = lists.filter(({ args }) => {
      const order = args.get('orderBy');
      const hasOrder = order !== undefined && isListType(order) && isInputObjectType(getNamedType(order));
      return !(args.has('first') && args.has('after') && hasOrder && isInputObjectType(args.get('filter')));
    });
    expect(lists.length).toBeGreaterThan(30);
    expect(poor.map(({ name }) => name)).toEqual([]);
  });

  it('has no required input with a default: graphql-jit drops the default where the value comes from a variable', () => {
    const broken: string[] = [];
    for (const type of types) {
      if (isInputObjectType(type)) {
        const fields = Object.values(type.getFields()).filter((field) => isNonNullType(field.type) && field.defaultValue !== undefined);
        broken.push(...fields.map(({ name }) => `${type.name}.${name}`));
      }
      if (!isObjectType(type)) continue;
      for (const field of Object.values(type.getFields())) {
        const args = field.args.filter((argument) => isNonNullType(argument.type) && argument.defaultValue !== undefined);
        broken.push(...args.map(({ name }) => `${type.name}.${field.name}(${name})`));
      }
    }
    expect(broken).toEqual([]);
  });
});
