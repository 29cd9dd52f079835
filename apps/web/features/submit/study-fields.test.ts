import { describe, expect, it } from '@jest/globals';
import type { StudyFieldsQuery } from '../../generated/graphql.ts';
import { listStudyFields, toInput } from './study-fields.ts';

const type = (kind: string, name: string, values: readonly string[] | null = null) => ({
  kind,
  name,
  enumValues: values?.map((value) => ({ name: value, description: null })) ?? null,
});
const listOf = (of: object) => ({ kind: 'LIST', name: null, enumValues: null, ofType: { kind: 'NON_NULL', name: null, ofType: of } });
const input = (name: string, of: object, defaultValue: string | null = null) => ({ name, description: null, defaultValue, type: of });

const SCHEMA = {
  study: {
    inputFields: [
      input('models', listOf(type('SCALAR', 'String'))),
      input('searchPasses', type('SCALAR', 'Int'), '100'),
      input('strategies', listOf(type('ENUM', 'Strategy', ['BLOCK_INFLUENCE', 'EXPLICIT']))),
      input('units', listOf(listOf(type('ENUM', 'UnitKind', ['BLOCK'])))),
      input('removals', listOf(type('INPUT_OBJECT', 'RemovedUnitsInput'))),
      input('texts', listOf(type('SCALAR', 'String'))),
      input('efficiency', type('SCALAR', 'Boolean'), 'false'),
    ],
  },
  removals: { inputFields: [input('mlp', listOf(type('SCALAR', 'Int')))] },
  repairs: null,
  until: null,
  reading: null,
} as unknown as StudyFieldsQuery;

describe('the fields of a study', () => {
  const fields = listStudyFields(SCHEMA, {});

  it('are those of the API, with words and a way to edit each', () => {
    expect(fields.map(({ label, kind, usual }) => [label, kind, usual])).toEqual([
      ['Search passes', 'number', '100'],
      ['Strategies', 'choices', null],
      ['Units', 'unit-sets', null],
      ['Removals', 'group', null],
      ['Texts', 'texts', null],
      ['Efficiency', 'flag', 'false'],
    ]);
    expect(fields[1]).toMatchObject({ choices: [{ value: 'BLOCK_INFLUENCE', label: 'block influence' }] });
    expect(fields[3]).toMatchObject({ isList: true, fields: [{ label: 'MLP', kind: 'numbers' }] });
  });

  it('are sent as the API takes them: groups in a list, and nothing for a default', () => {
    expect(toInput(['m'], fields, { removals: { mlp: [3] }, searchPasses: null, unknown: 1 })).toEqual({
      models: ['m'],
      removals: [{ mlp: [3] }],
    });
  });
});
