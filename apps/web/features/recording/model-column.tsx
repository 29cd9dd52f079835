import Link from 'next/link';
import { keepChance } from '../pruning/chance-params.ts';
import type { Column } from '../table/column.ts';
import type { Recorded } from './recorded.ts';
import { RecordedMark } from './recorded-mark.tsx';

/** What the column needs to know of a row. */
export interface ModelOfRow extends Recorded {
  readonly model: { readonly slug: string; readonly name: string };
}

export interface ModelColumnOptions<Row> {
  /** Pixels. */
  readonly width: number;
  readonly read: (row: Row) => ModelOfRow;
  /** Whether retentions are above chance, also on the page behind the link. */
  readonly aboveChance: boolean;
  /** Further values of the cell in exports; by default none. */
  readonly details?: NonNullable<Column<Row>['details']>;
}

/** The model of a row with a link to its page, marked if the row was recorded elsewhere. */
export function toModelColumn<Row>({ width, read, aboveChance, details = [] }: ModelColumnOptions<Row>): Column<Row> {
  return {
    id: 'model',
    title: 'Model',
    width,
    value: (row) => read(row).model.name,
    render: (row) => {
      const { model, recording } = read(row);
      return (
        <>
          <Link href={keepChance(`/models/${encodeURIComponent(model.slug)}`, aboveChance)} prefetch={false}>
            {model.name}
          </Link>
          <RecordedMark recording={recording} />
        </>
      );
    },
    details: [
      { id: 'slug', value: (row) => read(row).model.slug },
      { id: 'recorded_at', value: (row) => read(row).recording?.recordedAt ?? null },
      ...details,
    ],
  };
}
