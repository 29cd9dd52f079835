import type { EqualBytesFactsFragment } from '../../generated/graphql.ts';
import type { Column } from '../table/column.ts';
import { MISSING, type Numbers } from '../ui/numbers.ts';
import { describeRetention } from './describe-retention.ts';

type ReadForm<Row> = (row: Row) => EqualBytesFactsFragment | null;

/** The column of what quantization alone keeps with no more bytes than a pruned model. */
export function toEqualBytesColumn<Row>(read: ReadForm<Row>, aboveChance: boolean): Column<Row> {
  return {
    id: 'equal-bytes',
    title: 'Quantized instead',
    hint: 'retention, no more bytes',
    definition:
      'The largest quantized form of the whole model with at most the bytes of the pruned model. It usually has fewer bytes, because there are few precisions.',
    numeric: true,
    width: 200,
    value: (row) => read(row)?.retention ?? null,
    text: (row, numbers) => describeForm(read(row), aboveChance, numbers),
  };
}

/** The same for files, beside the retention, where the column may be hidden. */
export function listEqualBytesDetails<Row>(read: ReadForm<Row>): NonNullable<Column<Row>['details']> {
  return [
    { id: 'equal_bytes_retention', value: (row) => read(row)?.retention ?? null },
    { id: 'equal_bytes_standard_error', value: (row) => read(row)?.retentionStandardError ?? null },
    { id: 'equal_bytes_precision', value: (row) => read(row)?.precision ?? null },
    { id: 'equal_bytes_share', value: (row) => read(row)?.bytesRatio ?? null },
    { id: 'own_bytes_share', value: (row) => read(row)?.prunedBytesRatio ?? null },
  ];
}

/** `0.974 [0.961, 0.987], int8, 26 % of the bytes`. */
function describeForm(form: EqualBytesFactsFragment | null, aboveChance: boolean, numbers: Numbers): string {
  if (form === null) return MISSING;
  const { precision, bytesRatio, retention, retentionStandardError } = form;
  const kept = describeRetention({ value: retention, standardError: retentionStandardError, aboveChance }, numbers);
  return `${kept}, ${precision}, ${numbers.percent(bytesRatio)} of the bytes`;
}
