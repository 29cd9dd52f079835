import { describe, expect, it } from '@jest/globals';
import { toDataDictionary } from './read-data-dictionary.ts';

const SCHEMA = `
"Where norms sit."
enum NormPlacement { "Before." PRE POST }
"A model."
type Model { "Short name." slug: String!, layers: [Layer!]! }
type Layer { index: Int! }
type ModelConnection { nodes: [Model!]! }
input ModelFilter { slug: String }
type Query { model: Model }
`;

describe('toDataDictionary', () => {
  it('lists types and inputs before enums, with the type and description of each field, and leaves out the types of paging', () => {
    const entries = toDataDictionary(SCHEMA);
    expect(entries.map(({ name }) => name)).toEqual(['Layer', 'Model', 'ModelFilter', 'Query', 'NormPlacement']);
    expect(entries[1]?.rows).toEqual([
      { name: 'slug', type: 'String!', description: 'Short name.' },
      { name: 'layers', type: '[Layer!]!', description: '' },
    ]);
    expect(entries[4]).toMatchObject({
      kind: 'enum',
      description: 'Where norms sit.',
      rows: [{ name: 'PRE', description: 'Before.' }, { name: 'POST' }],
    });
  });
});
