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
  it('lists types before enums, with types and words of their fields, and leaves out how lists are paged', () => {
    const entries = toDataDictionary(SCHEMA);
    expect(entries.map(({ name }) => name)).toEqual(['Layer', 'Model', 'NormPlacement']);
    expect(entries[1]?.rows).toEqual([
      { name: 'slug', type: 'String!', description: 'Short name.' },
      { name: 'layers', type: '[Layer!]!', description: '' },
    ]);
    expect(entries[2]).toMatchObject({
      kind: 'enum',
      description: 'Where norms sit.',
      rows: [{ name: 'PRE', description: 'Before.' }, { name: 'POST' }],
    });
  });
});
