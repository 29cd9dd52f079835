import { describe, expect, it } from '@jest/globals';
import type { EqualBytesFactsFragment } from '../../generated/graphql.ts';
import { createNumbers } from '../ui/numbers.ts';
import { listEqualBytesDetails, toEqualBytesColumn } from './equal-bytes-column.ts';

const FORM: EqualBytesFactsFragment = {
  ...{ precision: 'int8', bytesRatio: 0.26, prunedBytesRatio: 0.75, retention: 0.974, retentionStandardError: 0.01 },
};
const numbers = createNumbers('en');
const read = ({ form }: { readonly form: EqualBytesFactsFragment | null }) => form;
const column = toEqualBytesColumn(read, false);

describe('the column of quantization with no more bytes', () => {
  it('says what is kept, in which precision and with how many bytes', () => {
    expect(column.text?.({ form: FORM }, numbers)).toBe('0.974 [0.954, 0.994], int8, 26 % of the bytes');
    expect(column.value({ form: FORM })).toBe(0.974);
  });

  it('is empty where no form is that small and measured', () => {
    expect([column.text?.({ form: null }, numbers), column.value({ form: null })]).toEqual(['–', null]);
  });

  it('has each number in a column of its own in files', () => {
    const row = (form: EqualBytesFactsFragment | null) =>
      Object.fromEntries(listEqualBytesDetails(read).map(({ id, value }) => [id, value({ form })]));
    expect(row(FORM)).toEqual({
      ...{ equal_bytes_retention: 0.974, equal_bytes_standard_error: 0.01, equal_bytes_precision: 'int8' },
      ...{ equal_bytes_share: 0.26, own_bytes_share: 0.75 },
    });
    expect(new Set(Object.values(row(null)))).toEqual(new Set([null]));
  });
});
