'use client';

import dynamic from 'next/dynamic';
import type { ReactNode } from 'react';
import { BodyRow, type TableBodyProps } from './body-row.tsx';

/** Tables with up to this many rows are drawn completely, so that find-in-page and screen readers see all rows. */
const DRAWN_WHOLE = 60;

/** Most pages have no long table, so browsers load what draws one with the first. */
const LongBody = dynamic(async () => (await import('./long-body.tsx')).LongBody) as <Row>(props: TableBodyProps<Row>) => ReactNode;

/** The rows. */
export function TableBody<Row>(props: TableBodyProps<Row>): ReactNode {
  const { rows, columns, pinnedCount } = props;
  if (rows.length > DRAWN_WHOLE) return <LongBody {...props} />;
  return (
    <tbody>
      {rows.map(({ id }, index) => (
        <BodyRow key={id} {...props} index={index} range={{ start: pinnedCount, end: columns.length }} />
      ))}
    </tbody>
  );
}
