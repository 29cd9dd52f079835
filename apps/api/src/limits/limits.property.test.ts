import { describe, expect, it } from '@jest/globals';
import { AppError } from '@lamina/errors';
import fc from 'fast-check';
import { parse, validate } from 'graphql';
import { buildApiSchema } from '../schema/build-api-schema.ts';
import { checkVariables } from './check-variables.ts';
import { LIMIT_RULES } from './limit-rules.ts';
import { measureCost } from './measure-cost.ts';
import { REQUEST_LIMITS } from './request-limits.ts';

const schema = buildApiSchema();

function codesOf(query: string): readonly unknown[] {
  return validate(schema, parse(query), [...LIMIT_RULES]).map(({ extensions }) => extensions.code);
}

function costOf(query: string, variables: Readonly<Record<string, unknown>> = {}): number {
  const document = parse(query);
  const [operation] = document.definitions;
  if (operation?.kind !== 'OperationDefinition') throw new Error('The document begins with no operation');
  return measureCost({ schema, document, operation, variables });
}

describe('limits of documents', () => {
  it('refuse exactly the documents that nest deeper than the limit, in fields and in fragments', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 * REQUEST_LIMITS.depth }), fc.integer({ min: 1, max: 10 }), (depth, cut) => {
        const nest = (levels: number, innermost: string): string =>
          levels === 0 ? innermost : `{ family ${nest(levels - 1, innermost)} }`;
        const expected = depth > REQUEST_LIMITS.depth ? ['DEPTH_LIMIT_EXCEEDED'] : [];
        expect(codesOf(nest(depth - 1, '{ slug }'))).toEqual(expected);
        const outside = Math.min(cut, depth - 1);
        const fragment = `fragment A on Model ${nest(depth - 1 - outside, '{ slug }')}`;
        expect(codesOf(`${nest(outside, '{ ...A }')} ${fragment}`)).toEqual(expected);
      }),
    );
  });

  it('refuse exactly the documents with more aliases, fields or directives than the limits', () => {
    const count = (limit: number) => fc.integer({ min: 1, max: 2 * limit });
    fc.assert(
      fc.property(
        count(REQUEST_LIMITS.aliases),
        count(REQUEST_LIMITS.fields),
        count(REQUEST_LIMITS.directivesPerField),
        (aliases, fields, directives) => {
          const names = Array.from({ length: aliases }, (_, index) => `a${index}: __typename`);
          expect(codesOf(`{ ${names.join(' ')} }`).length > 0).toBe(aliases > REQUEST_LIMITS.aliases);
          expect(codesOf(`{ ${'__typename '.repeat(fields)} }`).length > 0).toBe(fields > REQUEST_LIMITS.fields);
          expect(codesOf(`{ __typename ${'@skip(if: false) '.repeat(directives)} }`).length > 0).toBe(
            directives > REQUEST_LIMITS.directivesPerField,
          );
        },
      ),
    );
  });

  it('count a page once and its content once per row, from literals and from variables, and add up over aliases', () => {
    const size = fc.integer({ min: 1, max: 1000 });
    fc.assert(
      fc.property(size, size, size, (a, b, c) => {
        const expected = a * (1 + b * (1 + c));
        const query = (first: readonly [unknown, unknown, unknown]): string =>
          `models(first: ${first[0]}) { nodes { layers(first: ${first[1]}) { edges { node { scores(first: ${first[2]}) { nodes { mean } } } } } } }`;
        expect(costOf(`{ ${query([a, b, c])} }`)).toBe(expected);
        expect(costOf(`query ($a: Int, $b: Int, $c: Int) { ${query(['$a', '$b', '$c'])} }`, { a, b, c })).toBe(expected);
        expect(costOf(`{ one: ${query([a, b, c])} two: ${query([a, b, c])} }`)).toBe(2 * expected);
      }),
    );
  });

  it('never count less for a larger page or one more nested list', () => {
    const size = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(size, size, (a, b) => {
        const cost = (first: number) => costOf(`{ models(first: ${first}) { nodes { layers(first: 3) { nodes { index } } } } }`);
        expect(Math.sign(cost(a) - cost(b))).toBe(Math.sign(Math.max(1, a) - Math.max(1, b)));
      }),
    );
  });
});

describe('limits of variables', () => {
  const codeOf = (variables: Readonly<Record<string, unknown>>): string | null => {
    try {
      checkVariables(variables);
      return null;
    } catch (error) {
      return error instanceof AppError ? error.code : 'none';
    }
  };

  it('refuse exactly what nests deeper or holds more values than the limits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 2 * REQUEST_LIMITS.variableValues }), (depth, count) => {
        let nested: unknown = 1;
        for (let level = 1; level < depth; level += 1) nested = [nested];
        expect(codeOf({ nested })).toBe(depth > REQUEST_LIMITS.variableDepth ? 'DEPTH_LIMIT_EXCEEDED' : null);
        const list = Array.from({ length: count - 1 }, () => 0);
        expect(codeOf({ list })).toBe(count > REQUEST_LIMITS.variableValues ? 'COST_LIMIT_EXCEEDED' : null);
      }),
    );
  });

  it('never fail in another way, whatever JSON is sent', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (variables) => expect(codeOf(variables)).not.toBe('none')));
  });
});
